// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

/**
 * A cost on both sides and its difference.
 *
 * @param base mean over the forks, ns per operation
 * @param head likewise
 * @param difference head less base
 * @param standardError of the difference, from the scatter between forks, never below that of
 *     counting; NaN with fewer than two forks a side
 * @param degreesOfFreedom of its t distribution
 * @param lower end of the 95 % interval of the difference
 * @param upper likewise
 * @param p two-sided, against no difference; 1 where nothing can be said
 */
public record CostEstimate(
    double base,
    double head,
    double difference,
    double standardError,
    double degreesOfFreedom,
    double lower,
    double upper,
    double p) {
  /** Of the interval. */
  public static final double CONFIDENCE = 0.95;

  /** Half the width of the interval. */
  public double halfWidth() {
    return (upper - lower) / 2;
  }

  /** Whether the 95 % interval excludes no difference. */
  public boolean excludesZero() {
    return lower() > 0 || upper() < 0;
  }
}
