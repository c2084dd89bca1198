// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/** What a count of successes says about their rate. */
public final class Proportion {
  private Proportion() {}

  /** The rate that is exceeded with a probability of 5 % at most (Clopper and Pearson). */
  public static double upperBound95(int successes, int trials) {
    return BinomialConfidenceInterval.CLOPPER_PEARSON
        .fromErrorRate(trials, successes, 2 * 0.05)
        .getUpperBound();
  }

  /** The chance of so many successes or more at a rate. */
  public static double asMany(int successes, int trials, double rate) {
    return BinomialTest.withDefaults()
        .with(AlternativeHypothesis.GREATER_THAN)
        .test(trials, successes, rate)
        .getPValue();
  }

  /** Two-sided p-value of so many heads among tosses of a fair coin. */
  public static double signTest(int heads, int tosses) {
    return BinomialTest.withDefaults().test(tosses, heads, 0.5).getPValue();
  }

  /**
   * One-sided p-value that one of two groups has its many successes by chance, given how many there
   * are in both (Fisher).
   */
  public static double moreOften(int successes, int trials, int otherSuccesses, int otherTrials) {
    int[][] table = {
      {successes, trials - successes}, {otherSuccesses, otherTrials - otherSuccesses}
    };
    return FisherExactTest.withDefaults()
        .with(AlternativeHypothesis.GREATER_THAN)
        .test(table)
        .getPValue();
  }
}
