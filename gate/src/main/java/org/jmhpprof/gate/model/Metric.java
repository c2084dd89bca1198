// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

/**
 * One figure of a benchmark.
 *
 * @param name {@link #SCORE}, {@code score:p99}, or the label of a secondary result, such as {@code
 *     gc.alloc.rate.norm}
 * @param unit as in the result file, {@code ns/op}, {@code ops/s}, {@code B/op}
 * @param direction which way it gets better
 */
public record Metric(String name, String unit, Direction direction) {
  /** The benchmark's own score. */
  public static final String SCORE = "score";

  /** Whether this is the score itself, not a percentile of it nor a secondary result. */
  public boolean isScore() {
    return name.equals(SCORE);
  }
}
