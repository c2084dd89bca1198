// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

/**
 * One fork as the comparison used it.
 *
 * @param source the result file
 * @param index the row in that file, from 1
 * @param block from 1; 0 where the run was not interleaved
 * @param session which session, empty where that is not known
 * @param value mean of its iterations, in the metric's unit as base wrote it
 * @param drift second half of its iterations by the first half, 1 for steady, NaN for fewer than
 *     four iterations
 * @param steady whether that drift is within the margin, or within what its scatter explains
 */
public record ForkPoint(
    String source,
    int index,
    int block,
    String session,
    double value,
    double drift,
    boolean steady) {}
