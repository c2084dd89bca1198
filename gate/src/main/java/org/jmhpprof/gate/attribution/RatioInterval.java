// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Cost of head by cost of base with its 95 % interval.
 *
 * @param ratio above 1 is worse
 * @param lower NaN where there is no interval
 * @param upper likewise
 */
public record RatioInterval(double ratio, double lower, double upper) {
  static final RatioInterval UNKNOWN = new RatioInterval(Double.NaN, Double.NaN, Double.NaN);

  /** Welch's interval on the logarithms of the forks' values. */
  static RatioInterval of(double[] base, double[] head) {
    if (!positive(base) || !positive(head)) {
      return UNKNOWN;
    }
    double difference = meanLog(head) - meanLog(base);
    if (base.length < 2 || head.length < 2) {
      return new RatioInterval(Math.exp(difference), Double.NaN, Double.NaN);
    }
    double a = variance(base) / base.length;
    double b = variance(head) / head.length;
    if (a + b == 0) {
      return new RatioInterval(Math.exp(difference), Math.exp(difference), Math.exp(difference));
    }
    double degrees = (a + b) * (a + b) / (a * a / (base.length - 1) + b * b / (head.length - 1));
    double half =
        TDistribution.of(degrees).inverseSurvivalProbability((1 - CostEstimate.CONFIDENCE) / 2)
            * Math.sqrt(a + b);
    return new RatioInterval(
        Math.exp(difference), Math.exp(difference - half), Math.exp(difference + half));
  }

  private static boolean positive(double[] values) {
    for (double value : values) {
      if (!(value > 0)) {
        return false;
      }
    }
    return values.length > 0;
  }

  private static double meanLog(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += Math.log(value);
    }
    return sum / values.length;
  }

  private static double variance(double[] values) {
    double mean = meanLog(values);
    double sum = 0;
    for (double value : values) {
      sum += (Math.log(value) - mean) * (Math.log(value) - mean);
    }
    return sum / (values.length - 1);
  }

  /** Whether there is an interval and it excludes 1. */
  public boolean excludesOne() {
    return lower > 1 || upper < 1;
  }

  /** Whether both moved the same way and their intervals have something in common. */
  public boolean agreesWith(RatioInterval other) {
    boolean sameWay = Math.signum(Math.log(ratio)) == Math.signum(Math.log(other.ratio));
    return sameWay && !(lower > other.upper) && !(upper < other.lower);
  }
}
