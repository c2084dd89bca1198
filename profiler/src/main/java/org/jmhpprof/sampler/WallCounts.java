// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/**
 * Time off the processor between one start and its stop.
 *
 * @param samples visits that found some of it, and what was left of it in the end
 * @param rounds how often each thread was visited
 * @param nanos CPU time of the visitor
 */
public record WallCounts(EventCounts samples, long rounds, long nanos) {}
