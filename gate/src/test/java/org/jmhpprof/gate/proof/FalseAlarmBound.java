// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.Collection;
import java.util.List;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/**
 * How often at most a suite has a false alarm when a build is compared with itself in pairs. Drawn
 * comparisons share their pairs, and so prove little; this uses each pair once.
 *
 * <p>Assumes that the pairs of a benchmark are independent, and that chance decides which of the
 * two forks is base: a log ratio is above the margin half as often as its size is.
 *
 * <p>Holds with a confidence of 95 %, whatever the distribution: a t test of n pairs can only be
 * significant if most of them lie above the margin. With k above it and the others at or below, t
 * is at most sqrt((n - 1) k / (n - k)), by Cauchy and Schwarz. How many pairs lie that far off is
 * counted and bounded by Clopper and Pearson, and the bounds of benchmarks and looks are added up.
 */
final class FalseAlarmBound {
  private static final double UNSURE = 0.05;

  private FalseAlarmBound() {}

  /**
   * The bound, at most 1.
   *
   * @param suite log ratios of each benchmark's pairs
   * @param limit the margin on their scale
   * @param looks pairs at each look
   * @param alpha error rate of the suite, that Holm and the looks divide
   */
  static double of(Collection<double[]> suite, double limit, List<Integer> looks, double alpha) {
    double sum = 0;
    for (double[] logRatios : suite) {
      int beyond = 0;
      for (double each : logRatios) {
        beyond += Math.abs(each) > limit ? 1 : 0;
      }
      double above = upperBound(beyond, logRatios.length, UNSURE / suite.size()) / 2;
      for (int pairs : looks) {
        int fewest = fewestAbove(pairs, alpha / suite.size() / looks.size());
        sum += BinomialDistribution.of(pairs, above).survivalProbability(fewest - 1);
      }
    }
    return Math.min(1, sum);
  }

  /** How many of so many values must be above a limit for their mean to be so, significantly. */
  static int fewestAbove(int values, double alpha) {
    double least = TDistribution.of(values - 1.0).inverseSurvivalProbability(alpha);
    int above = 1;
    while (above < values && Math.sqrt((values - 1.0) * above / (values - above)) < least) {
      above++;
    }
    return above;
  }

  private static double upperBound(int count, int trials, double exceeded) {
    return BinomialConfidenceInterval.CLOPPER_PEARSON
        .fromErrorRate(trials, count, 2 * exceeded)
        .getUpperBound();
  }
}
