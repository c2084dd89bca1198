// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.Moments;

/**
 * Bootstrap intervals, to be compared with: with a handful of forks the percentile ones are too
 * narrow. Nothing is decided by them.
 */
final class Bootstrap {
  private static final int RESAMPLES = 1000;
  private static final long SEED = 1;

  private Bootstrap() {}

  /** Whether the percentile interval of the ratio of means excludes 1; forks are drawn. */
  static boolean forks(double[][] base, double[][] head, double alpha) {
    double[] b = Method.means(base);
    double[] h = Method.means(head);
    return excludesZero(resample(random -> logRatio(draw(b, random), draw(h, random))), alpha);
  }

  /** The same; forks are drawn, and iterations within them. */
  static boolean hierarchical(double[][] base, double[][] head, double alpha) {
    return excludesZero(
        resample(random -> logRatio(drawBoth(base, random), drawBoth(head, random))), alpha);
  }

  /** Whether the studentised interval of the difference of the logs of fork means excludes 0. */
  static boolean studentised(double[][] base, double[][] head, double alpha) {
    double[] b = Method.logs(base);
    double[] h = Method.logs(head);
    Change observed = Change.welch(b, h);
    double[] drawn =
        resample(
            random -> {
              Change change = Change.welch(draw(b, random), draw(h, random));
              return (change.estimate() - observed.estimate())
                  / Math.max(change.standardError(), 1e-12);
            });
    double low = observed.estimate() - drawn[index(1 - alpha / 2)] * observed.standardError();
    double high = observed.estimate() - drawn[index(alpha / 2)] * observed.standardError();
    return low > 0 || high < 0;
  }

  /** A statistic of every resample, ascending. */
  private static double[] resample(ToDoubleFunction<SplittableRandom> statistic) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] drawn = new double[RESAMPLES];
    Arrays.setAll(drawn, i -> statistic.applyAsDouble(random));
    Arrays.sort(drawn);
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
    return drawn[index(alpha / 2)] > 0 || drawn[index(1 - alpha / 2)] < 0;
  }

  private static int index(double quantile) {
    return (int) Math.round(quantile * (RESAMPLES - 1));
  }

  private static double logRatio(double[] base, double[] head) {
    return Math.log(Moments.of(head).mean() / Moments.of(base).mean());
  }
}
