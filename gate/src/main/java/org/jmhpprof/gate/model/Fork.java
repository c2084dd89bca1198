// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.List;

/**
 * What one JVM measured of one metric.
 *
 * @param source the result file
 * @param index the row in that file, from 1
 * @param block which block of an interleaved run, from 1; 0 where the run was not interleaved
 * @param session which session, empty where that is not known
 * @param iterations the measurement iterations in order, in the metric's unit; finite
 */
public record Fork(String source, int index, int block, String session, List<Double> iterations) {
  public Fork {
    iterations = List.copyOf(iterations);
  }

  /** The same in a smaller or larger unit. */
  public Fork scaled(double factor) {
    return factor == 1
        ? this
        : new Fork(
            source, index, block, session, iterations.stream().map(v -> v * factor).toList());
  }

  /** Its iterations as costs. */
  public double[] costs(Direction direction) {
    return iterations.stream().mapToDouble(direction::cost).toArray();
  }
}
