// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

import java.util.Collection;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How far head lies from base: an estimate that follows a t distribution around the true change.
 *
 * @param estimate head less base, in the unit of the values: a log ratio for logs
 * @param standardError of the estimate; 0 where nothing scatters
 * @param degreesOfFreedom above 0; infinite where nothing scatters
 */
public record Change(double estimate, double standardError, double degreesOfFreedom) {
  /** More forks than this take too long to be useful advice. */
  private static final int MOST = 1000;

  private static final double MISSED = 0.2;

  /**
   * Two independent samples with variances of their own (Welch, with Satterthwaite's degrees of
   * freedom).
   *
   * @throws IllegalArgumentException for fewer than two values on a side
   */
  public static Change welch(double[] base, double[] head) {
    Moments b = Moments.of(base);
    Moments h = Moments.of(head);
    require(b.n() >= 2 && h.n() >= 2, "two values per side at least");
    return of(
        h.mean() - b.mean(),
        new double[] {b.errorOfMean(), h.errorOfMean()},
        new double[] {b.n() - 1, h.n() - 1});
  }

  /**
   * Paired samples: {@code base[i]} and {@code head[i]} come from one block.
   *
   * @throws IllegalArgumentException for fewer than two pairs or different lengths
   */
  public static Change paired(double[] base, double[] head) {
    require(base.length == head.length && base.length >= 2, "two pairs at least");
    Moments d = Moments.of(differences(base, head));
    return of(d.mean(), new double[] {d.errorOfMean()}, new double[] {d.n() - 1});
  }

  /**
   * Head from one session against base from others: the session is the replicate. What the session
   * means of {@code noise} scatter bounds how far one more session may lie from their mean. Forks
   * that head or base lacks against those sessions are added.
   *
   * @param base the forks of base, by session; one session at least
   * @param head the forks of head, two at least
   * @param noise sessions that did not differ in what they measured, two at least; may be base
   */
  public static Change sessions(
      Collection<double[]> base, double[] head, Collection<double[]> noise) {
    require(!base.isEmpty() && head.length >= 2 && noise.size() >= 2, "two sessions at least");
    double baseMean = Moments.ofMeans(base).mean();
    Moments sessions = Moments.ofMeans(noise);
    Moments h = Moments.of(head);
    double forkError = forkError(noise);
    double between = sessions.variance() * (1 + 1.0 / base.size());
    // What forks scatter is in the sessions' scatter already, as far as these are as few.
    double missing = Math.max(0, h.errorOfMean() - forkError);
    double ofBase = Math.max(0, forkError(base) - forkError) / base.size();
    int freedom = base.stream().mapToInt(session -> session.length - 1).sum();
    return of(
        h.mean() - baseMean,
        new double[] {between, missing, ofBase},
        new double[] {sessions.n() - 1, h.n() - 1, Math.max(1, freedom)});
  }

  /** Of a session's mean, by what its forks scatter; the mean over the sessions. */
  private static double forkError(Collection<double[]> sessions) {
    return sessions.stream()
        .map(Moments::of)
        .mapToDouble(each -> each.n() < 2 ? 0 : each.errorOfMean())
        .average()
        .orElseThrow();
  }

  /**
   * The same, with a standard error that is not below what is known of the noise.
   *
   * @param variance of the estimate, by that noise
   * @param freedom of that variance. Where it is larger than this change's own it does not count:
   *     today may be noisier than what is known, and knowing the noise well must not make a change
   *     more significant.
   */
  public Change withFloor(double variance, double freedom) {
    return variance > standardError * standardError
        ? new Change(estimate, Math.sqrt(variance), Math.min(freedom, degreesOfFreedom))
        : this;
  }

  private static Change of(double estimate, double[] variances, double[] freedom) {
    double sum = 0;
    double denominator = 0;
    for (int i = 0; i < variances.length; i++) {
      sum += variances[i];
      denominator += variances[i] * variances[i] / freedom[i];
    }
    double df = denominator == 0 ? Double.POSITIVE_INFINITY : sum * sum / denominator;
    return new Change(estimate, Math.sqrt(sum), df);
  }

  static double[] differences(double[] base, double[] head) {
    double[] differences = new double[base.length];
    for (int i = 0; i < base.length; i++) {
      differences[i] = head[i] - base[i];
    }
    return differences;
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }

  /** Half the width of the two-sided interval with a confidence, such as 0.95. */
  public double halfWidth(double confidence) {
    return exact() ? 0 : standardError * quantile((1 - confidence) / 2, degreesOfFreedom);
  }

  /** One-sided p-value against the hypothesis that the true change is at most {@code limit}. */
  public double pAbove(double limit) {
    if (exact()) {
      return estimate > limit ? 0 : 1;
    }
    return TDistribution.of(degreesOfFreedom)
        .survivalProbability((estimate - limit) / standardError);
  }

  /** One-sided p-value against the hypothesis that the true change is at least {@code limit}. */
  public double pBelow(double limit) {
    return new Change(-estimate, standardError, degreesOfFreedom).pAbove(-limit);
  }

  /** Two-sided p-value against the hypothesis of no change. */
  public double pAny() {
    return Math.min(1, 2 * Math.min(pAbove(0), pBelow(0)));
  }

  private boolean exact() {
    return standardError == 0;
  }

  /** The t value that is exceeded with a probability. */
  static double quantile(double exceeded, double degreesOfFreedom) {
    return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability(exceeded);
  }

  /**
   * The smallest number of forks per side at which a change that far from a limit is told from it
   * four times in five.
   *
   * @param gap distance of the true change from the limit, above 0
   * @param variance of one fork's contribution to the difference: the sum of both sides' variances,
   *     or the variance of the paired differences
   * @param paired whether the forks are paired
   * @param alpha one-sided
   * @return 2 to 1000, or -1 where more are needed or it cannot be known
   */
  public static int forksNeeded(double gap, double variance, boolean paired, double alpha) {
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
    double t = quantile(alpha, df) + quantile(MISSED, df);
    return gap >= t * Math.sqrt(variance / n);
  }
}
