// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/** What a count of successes says about their rate. */
public final class Proportion {
  private Proportion() {}

  /** The rate that is exceeded with a probability of 5 % at most (Clopper and Pearson). */
  public static double upperBound95(int successes, int trials) {
    return successes == trials
        ? 1
        : BetaDistribution.of(successes + 1.0, trials - successes)
            .inverseCumulativeProbability(0.95);
  }

  /** Two-sided p-value of so many heads among tosses of a fair coin. */
  public static double signTest(int heads, int tosses) {
    int more = Math.max(heads, tosses - heads);
    return Math.min(1, 2 * BinomialDistribution.of(tosses, 0.5).survivalProbability(more - 1));
  }

  /**
   * One-sided p-value that one of two groups has its many successes by chance, given how many there
   * are in both (Fisher).
   */
  public static double moreOften(int successes, int trials, int otherSuccesses, int otherTrials) {
    return HypergeometricDistribution.of(trials + otherTrials, successes + otherSuccesses, trials)
        .survivalProbability(successes - 1);
  }
}
