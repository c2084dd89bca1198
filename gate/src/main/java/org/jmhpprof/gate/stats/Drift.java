// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

import java.util.Arrays;

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
