// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.Arrays;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.Moments;

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
