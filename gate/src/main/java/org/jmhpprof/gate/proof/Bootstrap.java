// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jmhpprof.gate.stats.Moments;

/**
 * Bootstrap intervals, to be compared with: with a handful of forks the percentile ones are too
 * narrow. Nothing is decided by them.
 */
final class Bootstrap {
  private static final int RESAMPLES = 1000;
  private static final long SEED = 1;

  private interface Statistic {
    double of(double[] base, double[] head);
  }

  private Bootstrap() {}

  /** Whether the percentile interval of the ratio of means excludes 1; forks are drawn. */
  static boolean forks(double[][] base, double[][] head, double alpha) {
    return excludesZero(
        resample(Method.means(base), Method.means(head), Bootstrap::logRatio), alpha);
  }

  /** The same; forks are drawn, and iterations within them. */
  static boolean hierarchical(double[][] base, double[][] head, double alpha) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] drawn = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      drawn[i] = logRatio(drawBoth(base, random), drawBoth(head, random));
    }
    return excludesZero(drawn, alpha);
  }

  /** Whether the studentised interval of the difference of the logs of fork means excludes 0. */
  static boolean studentised(double[][] base, double[][] head, double alpha) {
    double[] b = Method.logs(base);
    double[] h = Method.logs(head);
    double difference = difference(b, h);
    double[] drawn =
        resample(b, h, (x, y) -> (difference(x, y) - difference) / Math.max(error(x, y), 1e-12));
    Arrays.sort(drawn);
    double low = difference - drawn[index(1 - alpha / 2)] * error(b, h);
    double high = difference - drawn[index(alpha / 2)] * error(b, h);
    return low > 0 || high < 0;
  }

  private static double[] resample(double[] base, double[] head, Statistic statistic) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] drawn = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      drawn[i] = statistic.of(draw(base, random), draw(head, random));
    }
    return drawn;
  }

  private static double[] draw(double[] from, SplittableRandom random) {
    double[] drawn = new double[from.length];
    Arrays.setAll(drawn, i -> from[random.nextInt(from.length)]);
    return drawn;
  }

  private static double[] drawBoth(double[][] side, SplittableRandom random) {
    double[] means = new double[side.length];
    Arrays.setAll(means, i -> Moments.of(draw(side[random.nextInt(side.length)], random)).mean());
    return means;
  }

  private static boolean excludesZero(double[] drawn, double alpha) {
    Arrays.sort(drawn);
    return drawn[index(alpha / 2)] > 0 || drawn[index(1 - alpha / 2)] < 0;
  }

  private static int index(double quantile) {
    return (int) Math.round(quantile * (RESAMPLES - 1));
  }

  private static double logRatio(double[] base, double[] head) {
    return Math.log(Moments.of(head).mean() / Moments.of(base).mean());
  }

  private static double difference(double[] base, double[] head) {
    return Moments.of(head).mean() - Moments.of(base).mean();
  }

  private static double error(double[] base, double[] head) {
    return Math.sqrt(
        Moments.of(base).variance() / base.length + Moments.of(head).variance() / head.length);
  }
}
