// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

/** How many forks per side would settle a question. */
public final class ForksNeeded {
  /** Above it nobody waits for the answer. */
  public static final int MOST = 1000;

  private static final double MISSED = 0.2;

  private ForksNeeded() {}

  /**
   * The smallest number of forks per side at which a change that far from the limit is told from it
   * four times in five.
   *
   * @param gap distance of the true change from the limit, above 0
   * @param variance of one fork's contribution to the difference: the sum of both sides' variances,
   *     or the variance of the paired differences
   * @param paired whether the forks are paired
   * @param alpha one-sided
   * @return 2 to {@link #MOST}, or -1 where more are needed or it cannot be known
   */
  public static int of(double gap, double variance, boolean paired, double alpha) {
    if (!(gap > 0) || !(variance >= 0) || !enough(MOST, gap, variance, paired, alpha)) {
      return -1;
    }
    int low = 2;
    int high = MOST;
    while (low < high) {
      int middle = (low + high) / 2;
      if (enough(middle, gap, variance, paired, alpha)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static boolean enough(int n, double gap, double variance, boolean paired, double alpha) {
    double df = paired ? n - 1 : 2.0 * (n - 1);
    double t = Change.quantile(alpha, df) + Change.quantile(MISSED, df);
    return gap >= t * Math.sqrt(variance / n);
  }
}
