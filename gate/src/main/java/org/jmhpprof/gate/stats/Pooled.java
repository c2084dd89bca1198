// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What other gates do: they take the iterations of all forks as if they were independent. Only for
 * comparison; nothing is decided by it.
 */
public final class Pooled {
  private Pooled() {}

  /** Two-sided p-value of Welch's test over all iterations. */
  public static double welch(double[] base, double[] head) {
    return Change.welch(base, head).pAny();
  }

  /** Two-sided p-value of Mann and Whitney's test over all iterations. */
  public static double mannWhitney(double[] base, double[] head) {
    return RankTest.p(base, head);
  }

  /** Whether the intervals that JMH prints as a score's error do not overlap. */
  public static boolean intervalsDisjoint(double[] base, double[] head, double confidence) {
    Moments b = Moments.of(base);
    Moments h = Moments.of(head);
    return Math.abs(h.mean() - b.mean()) > error(b, confidence) + error(h, confidence);
  }

  private static double error(Moments side, double confidence) {
    return TDistribution.of(side.n() - 1).inverseSurvivalProbability((1 - confidence) / 2)
        * Math.sqrt(side.errorOfMean());
  }
}
