// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.Trigamma;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jmhpprof.gate.attribution.Dispersion.CostEstimate;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.Moments;

/**
 * How much forks scatter beyond the counting of ticks, learned over all functions of a benchmark.
 *
 * <p>With a handful of forks the scatter of one function is itself a poor estimate; empirical Bayes
 * (Smyth 2004) draws each towards what is common to all, the more the less they differ. What is
 * common rises with the number of ticks, as it does where a fork as a whole is slow or fast.
 * Scatter below that of counting is not believed.
 *
 * @param intercept log of the dispersion, which is a multiple of the variance of counting, of a
 *     function with one tick
 * @param slope its rise with the log of the ticks, 0 to 1
 * @param weight the degrees of freedom that the common one counts for; infinite where the functions
 *     do not differ, 0 where there are too few to tell
 */
public record Dispersion(double intercept, double slope, double weight) {
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

  /** No knowledge: each function stands for itself. */
  static final Dispersion NONE = new Dispersion(0, 0, 0);

  /** Fewer functions than this say nothing about their common dispersion. */
  private static final int FEWEST = 4;

  private static final double TINY = 1e-6;
  private static final double MANY = 1e6;

  /** Learns from these costs, all of the same forks; those that only one side has do not count. */
  static Dispersion of(Collection<Cost> all) {
    int degrees = all.stream().mapToInt(Cost::degreesOfFreedom).max().orElse(0);
    List<Cost> costs = all.stream().filter(cost -> cost.degreesOfFreedom() == degrees).toList();
    if (costs.size() < FEWEST || degrees == 0) {
      return NONE;
    }
    double half = degrees / 2.0;
    double expected = Digamma.value(half) - Math.log(half);
    double[] ticks = costs.stream().mapToDouble(cost -> Math.log(cost.ticks())).toArray();
    double[] logs =
        costs.stream()
            .mapToDouble(cost -> Math.log(Math.max(cost.dispersion(), TINY)) - expected)
            .toArray();
    double slope = Math.max(0, Math.min(1, slope(ticks, logs)));
    double intercept = Moments.of(logs).mean() - slope * Moments.of(ticks).mean();
    double squares = 0;
    for (int i = 0; i < logs.length; i++) {
      double residual = logs[i] - intercept - slope * ticks[i];
      squares += residual * residual;
    }
    double variance = squares / (logs.length - 2) - Trigamma.value(half);
    if (variance <= 0) {
      return new Dispersion(intercept, slope, Double.POSITIVE_INFINITY);
    }
    double prior = inverseTrigamma(variance);
    return new Dispersion(intercept + Digamma.value(prior) - Math.log(prior), slope, 2 * prior);
  }

  private static double slope(double[] x, double[] y) {
    double meanX = Moments.of(x).mean();
    double meanY = Moments.of(y).mean();
    double products = 0;
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      products += (x[i] - meanX) * (y[i] - meanY);
      squares += (x[i] - meanX) * (x[i] - meanX);
    }
    return squares == 0 ? 0 : products / squares;
  }

  /** The dispersion to expect of a function with so many ticks in a fork. */
  private double common(double ticks) {
    return Math.exp(intercept + slope * Math.log(Math.max(1, ticks)));
  }

  /** The x above 0 whose trigamma is y above 0, by Newton's method on 1 / trigamma. */
  static double inverseTrigamma(double y) {
    if (y > 1e7) {
      return 1 / Math.sqrt(y);
    }
    if (y < 1e-6) {
      return 1 / y;
    }
    double x = 0.5 + 1 / y;
    for (int i = 0; i < 50; i++) {
      double value = Trigamma.value(x);
      double slope = (Trigamma.value(x * (1 + 1e-6)) - Trigamma.value(x * (1 - 1e-6))) / (2e-6 * x);
      double step = value * (1 - value / y) / slope;
      x += step;
      if (Math.abs(step) < 1e-9 * x) {
        break;
      }
    }
    return x;
  }

  /** The difference of a cost with its error bar. */
  CostEstimate estimate(Cost cost) {
    int own = cost.degreesOfFreedom();
    double difference = cost.difference();
    double degrees = Math.min(own + weight, MANY);
    if (own == 0) {
      return new CostEstimate(
          cost.baseMean(), cost.headMean(), difference, Double.NaN, 0, Double.NaN, Double.NaN, 1);
    }
    double dispersion = cost.dispersion();
    double common = common(cost.ticks());
    double drawn =
        Double.isInfinite(weight) ? common : (weight * common + own * dispersion) / (weight + own);
    double error = Math.sqrt(Math.max(1, drawn) * cost.countingVariance());
    TDistribution t = TDistribution.of(degrees);
    double half = t.inverseSurvivalProbability((1 - CostEstimate.CONFIDENCE) / 2) * error;
    double p =
        error == 0 ? 1 : Math.min(1, 2 * t.survivalProbability(Math.abs(difference) / error));
    return new CostEstimate(
        cost.baseMean(),
        cost.headMean(),
        difference,
        error,
        degrees,
        difference - half,
        difference + half,
        p);
  }

  /**
   * Cost of head by cost of base with its 95 % interval.
   *
   * @param ratio above 1 is worse
   * @param lower NaN where there is no interval
   * @param upper likewise
   */
  public record RatioInterval(double ratio, double lower, double upper) {
    static final RatioInterval UNKNOWN = new RatioInterval(Double.NaN, Double.NaN, Double.NaN);

    /**
     * The interval of the difference of logarithms.
     *
     * @param paired whether values at the same place belong together; if not, it is Welch's
     */
    static RatioInterval of(double[] base, double[] head, boolean paired) {
      if (!positive(base) || !positive(head)) {
        return UNKNOWN;
      }
      double[] before = logs(base);
      double[] after = logs(head);
      if (base.length < 2 || head.length < 2) {
        double ratio = Math.exp(Moments.of(after).mean() - Moments.of(before).mean());
        return new RatioInterval(ratio, Double.NaN, Double.NaN);
      }
      Change change = paired ? Change.paired(before, after) : Change.welch(before, after);
      double half = change.halfWidth(CostEstimate.CONFIDENCE);
      return new RatioInterval(
          Math.exp(change.estimate()),
          Math.exp(change.estimate() - half),
          Math.exp(change.estimate() + half));
    }

    private static boolean positive(double[] values) {
      for (double value : values) {
        if (!(value > 0)) {
          return false;
        }
      }
      return values.length > 0;
    }

    private static double[] logs(double[] values) {
      return Arrays.stream(values).map(Math::log).toArray();
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
}
