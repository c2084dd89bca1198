// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

import java.util.Locale;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/** Tests by relabelling or by ranks: no assumption about the shape of the scatter. */
public final class ExactTests {
  private static final double TOLERANCE = 1e-12;
  private static final long MOST = 200_000;
  private static final int EXACT_UP_TO = 50;

  private ExactTests() {}

  /**
   * Two-sided p-value of the difference of means over all ways to deal the values to two sides.
   *
   * @return NaN where there are more than 200,000 ways
   */
  public static double permutation(double[] base, double[] head) {
    int n = base.length + head.length;
    if (n == 0 || ways(n, base.length) > MOST) {
      return Double.NaN;
    }
    double[] all = new double[n];
    System.arraycopy(base, 0, all, 0, base.length);
    System.arraycopy(head, 0, all, base.length, head.length);
    double mean = Moments.of(all).mean();
    double observed = 0;
    double scale = 0;
    for (int i = 0; i < n; i++) {
      all[i] -= mean;
      scale += Math.abs(all[i]);
      observed += i < base.length ? all[i] : 0;
    }
    Counter counter = new Counter(all, Math.abs(observed) - TOLERANCE * scale);
    counter.deal(0, base.length, 0);
    return counter.extreme / (double) counter.ways;
  }

  private static double ways(int n, int k) {
    double ways = 1;
    for (int i = 1; i <= k; i++) {
      ways *= (n - k + i) / (double) i;
    }
    return ways;
  }

  /**
   * Two-sided p-value of the mean difference over all changes of sign.
   *
   * @return NaN for more than 17 pairs
   */
  public static double signFlip(double[] base, double[] head) {
    double[] differences = Change.differences(base, head);
    int n = differences.length;
    if (n == 0 || n > 62 || 1L << n > MOST) {
      return Double.NaN;
    }
    double observed = 0;
    double scale = 0;
    for (double difference : differences) {
      observed += difference;
      scale += Math.abs(difference);
    }
    double limit = Math.abs(observed) - TOLERANCE * scale;
    long extreme = 0;
    for (int signs = 0; signs < 1 << n; signs++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += (signs >> i & 1) == 0 ? differences[i] : -differences[i];
      }
      extreme += Math.abs(sum) >= limit ? 1 : 0;
    }
    return extreme / (double) (1L << n);
  }

  /** Two-sided p-value of Mann and Whitney's test; exact for small samples without ties. */
  public static double mannWhitney(double[] base, double[] head) {
    boolean small = base.length <= EXACT_UP_TO && head.length <= EXACT_UP_TO;
    double p =
        MannWhitneyUTest.withDefaults()
            .with(small ? PValueMethod.AUTO : PValueMethod.ASYMPTOTIC)
            .test(base, head)
            .getPValue();
    return Double.isNaN(p) ? 1 : p;
  }

  private static final class Counter {
    private final double[] centred;
    private final double limit;
    private long ways;
    private long extreme;

    Counter(double[] centred, double limit) {
      this.centred = centred;
      this.limit = limit;
    }

    void deal(int from, int left, double sum) {
      if (left == 0) {
        ways++;
        extreme += Math.abs(sum) >= limit ? 1 : 0;
        return;
      }
      for (int i = from; i <= centred.length - left; i++) {
        deal(i + 1, left - 1, sum + centred[i]);
      }
    }
  }

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
     * One-sided p-value that one of two groups has its many successes by chance, given how many
     * there are in both (Fisher).
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
}
