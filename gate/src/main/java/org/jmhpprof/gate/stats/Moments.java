// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

/**
 * Size, mean and unbiased variance of a sample.
 *
 * @param variance NaN for fewer than two values
 */
public record Moments(int n, double mean, double variance) {
  /** The moments of some values; the mean of none is NaN. */
  public static Moments of(double... values) {
    int n = values.length;
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / n;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Moments(n, mean, n < 2 ? Double.NaN : squares / (n - 1));
  }

  /** Squared standard error of the mean. */
  double errorOfMean() {
    return variance / n;
  }
}
