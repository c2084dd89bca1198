// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

/**
 * Whether the whole suite moved together.
 *
 * @param benchmarks how many scores were looked at
 * @param medianRatio median of their cost ratios; NaN for none
 * @param sameWay how many moved the way of the median
 * @param shifted whether that is a change of the environment, or of something common to all
 */
public record EnvironmentShift(int benchmarks, double medianRatio, int sameWay, boolean shifted) {}
