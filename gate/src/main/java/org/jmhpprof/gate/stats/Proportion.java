// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

import java.util.Locale;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/**
 * So many of so many, and what that says about their rate.
 *
 * @param count of what happened
 * @param trials above 0
 */
public record Proportion(int count, int trials) {
  private static final double TOO_RARE = 0.01;

  /** The share. */
  public double value() {
    return count / (double) trials;
  }

  /** The share that is exceeded with a probability of 5 % at most (Clopper and Pearson). */
  public double upper95() {
    return BinomialConfidenceInterval.CLOPPER_PEARSON
        .fromErrorRate(trials, count, 2 * 0.05)
        .getUpperBound();
  }

  /**
   * Whether so many of independent trials are too many for a rate: fewer than one in a hundred
   * series of trials at that rate have as many.
   */
  public boolean exceeds(double rate) {
    return BinomialTest.withDefaults()
            .with(AlternativeHypothesis.GREATER_THAN)
            .test(trials, count, rate)
            .getPValue()
        < TOO_RARE;
  }

  /** In percent, one decimal. */
  public String percent() {
    return String.format(Locale.ROOT, "%.1f", 100 * value());
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
