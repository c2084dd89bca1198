// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * How many times as large one value is as another, from pairs that were measured side by side: the
 * geometric mean of the pairs' ratios, with a t interval of the logarithms. A pair with a NaN in it
 * was not measured and does not count.
 *
 * @param ratio the ratio
 * @param low lower end of its 95 % confidence interval; NaN below two pairs
 * @param high upper end
 */
record PairedRatio(double ratio, double low, double high) {
  private static final double CONFIDENCE = 0.95;

  /**
   * @param values values above 0, one of each pair
   * @param references the others, in the same order
   */
  static PairedRatio of(double[] values, double[] references) {
    if (values.length != references.length || values.length == 0) {
      throw new IllegalArgumentException(
          values.length + " values, " + references.length + " references");
    }
    SummaryStatistics logs = new SummaryStatistics();
    for (int i = 0; i < values.length; i++) {
      double log = Math.log(values[i] / references[i]);
      if (!Double.isNaN(log)) {
        logs.addValue(log);
      }
    }
    long pairs = logs.getN();
    double half =
        pairs < 2
            ? Double.NaN
            : new TDistribution(pairs - 1).inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2)
                * logs.getStandardDeviation()
                / Math.sqrt(pairs);
    double mean = logs.getMean();
    return new PairedRatio(Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half));
  }
}
