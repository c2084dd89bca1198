// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.Arrays;
import org.jmhpprof.gate.model.EnvironmentShift;
import org.jmhpprof.gate.stats.Proportion;

/** Sees what a code change hardly does: all benchmarks moving the same way. */
final class EnvironmentGuard {
  private static final int FEWEST = 5;
  private static final double MATTERS = 0.02;
  private static final double NEARLY_ALL = 0.8;
  private static final double ALPHA = 0.07;

  private EnvironmentGuard() {}

  /**
   * Looks at the scores of a suite.
   *
   * @param logRatios finite, one per benchmark
   */
  static EnvironmentShift of(double[] logRatios) {
    int n = logRatios.length;
    if (n == 0) {
      return new EnvironmentShift(0, Double.NaN, 0, false);
    }
    double[] sorted = logRatios.clone();
    Arrays.sort(sorted);
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    int sameWay = 0;
    for (double each : sorted) {
      sameWay += each * median > 0 ? 1 : 0;
    }
    // Five of five is the least that a sign test takes for more than chance: p = 0.0625.
    boolean shifted =
        n >= FEWEST
            && Math.abs(median) > Math.log1p(MATTERS)
            && sameWay >= NEARLY_ALL * n
            && Proportion.signTest(sameWay, n) < ALPHA;
    return new EnvironmentShift(n, Math.exp(median), sameWay, shifted);
  }
}
