// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

import java.util.Arrays;
import java.util.Collection;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Variance;

/**
 * Size, mean and unbiased variance of a sample.
 *
 * @param variance NaN for fewer than two values
 */
public record Moments(int n, double mean, double variance) {
  /**
   * Interval of the ratio of two means, from the variances between forks, after Fieller, as
   * Kalibera and Jones use it for benchmarks.
   *
   * @param lower NaN, as {@code upper}, where base cannot be told from zero
   */
  public record Fieller(double ratio, double lower, double upper) {
    /**
     * The ratio of mean head by mean base.
     *
     * @param confidence two-sided, such as 0.95
     */
    public static Fieller of(double[] base, double[] head, double confidence) {
      Moments b = Moments.of(base);
      Moments h = Moments.of(head);
      double baseError = width(b, confidence);
      double headError = width(h, confidence);
      double x = b.mean();
      double y = h.mean();
      double a = x * x - baseError;
      double root = x * y * x * y - a * (y * y - headError);
      if (!(a > 0) || !(root >= 0)) {
        return new Fieller(y / x, Double.NaN, Double.NaN);
      }
      return new Fieller(y / x, (x * y - Math.sqrt(root)) / a, (x * y + Math.sqrt(root)) / a);
    }

    private static double width(Moments side, double confidence) {
      double t = Change.quantile((1 - confidence) / 2, side.n() - 1);
      return t * t * side.errorOfMean();
    }
  }

  /** The moments of some values; the mean of none is NaN. */
  public static Moments of(double... values) {
    int n = values.length;
    double variance = n < 2 ? Double.NaN : Variance.of(values).getAsDouble();
    return new Moments(n, Mean.of(values).getAsDouble(), variance);
  }

  /** The moments of the means of some samples. */
  public static Moments ofMeans(Collection<double[]> samples) {
    return of(samples.stream().mapToDouble(sample -> of(sample).mean()).toArray());
  }

  /** The variance within samples that have means of their own; NaN if none has two values. */
  public static double pooledVariance(Collection<double[]> samples) {
    double squares = 0;
    for (double[] sample : samples) {
      squares += sample.length < 2 ? 0 : of(sample).variance() * (sample.length - 1);
    }
    return squares / pooledFreedom(samples);
  }

  /** The degrees of freedom of that variance. */
  public static int pooledFreedom(Collection<double[]> samples) {
    return samples.stream().mapToInt(sample -> Math.max(0, sample.length - 1)).sum();
  }

  /** The median of some values; NaN for none. */
  public static double median(double... values) {
    return Median.withDefaults().evaluate(values);
  }

  /** Half the width of the mean's interval with a confidence, such as 0.95. */
  public double halfWidth(double confidence) {
    return Change.quantile((1 - confidence) / 2, n - 1) * Math.sqrt(errorOfMean());
  }

  /** Squared standard error of the mean. */
  double errorOfMean() {
    return variance / n;
  }

  /**
   * Whether a fork was in a steady state while it was measured.
   *
   * @param ratio mean of the later half of its iterations by that of the earlier half; NaN where
   *     there are fewer than four, or one is infinite
   * @param steady whether the two halves differ by no more than is allowed, or else by no more than
   *     twice what the scatter within them explains, with ups and downs on the way
   */
  public record Drift(double ratio, boolean steady) {
    private static final int FEWEST = 4;
    private static final double ONE_WAY = 0.75;

    /**
     * The drift of one fork.
     *
     * @param iterations in order
     * @param allowed relative difference of the halves that does not matter, such as 0.05
     */
    public static Drift of(double[] iterations, double allowed) {
      int n = iterations.length;
      if (n < FEWEST) {
        return new Drift(Double.NaN, true);
      }
      Moments early = Moments.of(Arrays.copyOfRange(iterations, 0, n / 2));
      Moments late = Moments.of(Arrays.copyOfRange(iterations, n - n / 2, n));
      if (!Double.isFinite(early.mean()) || !Double.isFinite(late.mean())) {
        return new Drift(Double.NaN, true);
      }
      double error = Math.sqrt(early.errorOfMean() + late.errorOfMean());
      double difference = Math.abs(late.mean() - early.mean());
      boolean scatter = difference <= 2 * error && Math.abs(trend(iterations)) < ONE_WAY;
      boolean steady = difference <= allowed * Math.abs(early.mean()) || scatter;
      return new Drift(late.mean() / early.mean(), steady);
    }

    /** Kendall's rank correlation with time: 1 for always up, -1 for always down. */
    private static double trend(double[] values) {
      int sum = 0;
      int pairs = 0;
      for (int i = 0; i < values.length; i++) {
        for (int j = i + 1; j < values.length; j++) {
          sum += (int) Math.signum(values[j] - values[i]);
          pairs++;
        }
      }
      return sum / (double) pairs;
    }
  }
}
