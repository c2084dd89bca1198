// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fingerprint;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Comparison.Flag;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.SuiteResult.EnvironmentShift;
import org.jmhpprof.gate.stats.ExactTests.Proportion;
import org.jmhpprof.gate.stats.Moments;

/**
 * Compares two sides by one set of rules, in three steps: {@link Matching}, {@link Estimation},
 * {@link Decision}. Immutable; any thread.
 */
public final class Judge {
  /** Sees what a code change hardly does: all benchmarks moving the same way. */
  static final class EnvironmentGuard {
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
      double median = Moments.median(logRatios);
      int sameWay = 0;
      for (double each : logRatios) {
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

  private static final int TOO_FEW_TO_TELL = 2;

  private final Settings settings;
  private final Optional<Side> noise;

  /**
   * A judge.
   *
   * @param noise stored results of several sessions, all of one build: how much sessions differ,
   *     where base is of another one than head, and the least noise there is otherwise; without it
   *     base's own sessions serve
   */
  public Judge(Settings settings, Optional<Side> noise) {
    this.settings = settings;
    this.noise = noise;
  }

  /** The same judge with the error rate shared by this number of looks. */
  public Judge sharing(int looks) {
    return new Judge(settings.sharing(looks), noise);
  }

  /** By what it judges. */
  public Settings settings() {
    return settings;
  }

  /**
   * All verdicts.
   *
   * @param complete whether all was measured that was meant to be
   */
  public SuiteResult judge(Side base, Side head, boolean complete) {
    Matching matching = new Matching(base, head, noise, settings);
    List<Estimation> estimations =
        matching.pairs().stream().map(pair -> new Estimation(pair, settings)).toList();
    EnvironmentShift shift = shift(estimations);
    EnumSet<Flag> ofScores = EnumSet.noneOf(Flag.class);
    if (shift.shifted()) {
      ofScores.add(Flag.ENVIRONMENT_CHANGE);
    }
    List<Comparison> decided =
        new Decision(settings, ofScores).verdicts(estimations, matching.alone());
    List<Estimation> judged = estimations.stream().filter(Estimation::judged).toList();
    boolean interleaved = !judged.isEmpty() && judged.stream().allMatch(Estimation::paired);
    boolean same = holdTheSame(base, head);
    return new SuiteResult(
        base.label(),
        head.label(),
        applied(matching.pairs()),
        common(base),
        common(head),
        decided,
        judged.size(),
        interleaved,
        shift,
        same && !settings.allowed().same(),
        complete,
        warnings(matching, decided, judged.size(), interleaved, shift, complete, same));
  }

  /** The rules as far as they applied: one margin, unless there are both pairs and turns. */
  private Settings applied(List<Matching.SeriesPair> pairs) {
    if (pairs.stream().noneMatch(Matching.SeriesPair::atOnce)) {
      return settings.inTurns();
    }
    return pairs.stream().allMatch(Matching.SeriesPair::atOnce) ? settings.inPairs() : settings;
  }

  private static EnvironmentShift shift(List<Estimation> estimations) {
    return EnvironmentGuard.of(
        estimations.stream()
            .filter(each -> each.metric().isScore())
            .mapToDouble(Estimation::logRatio)
            .filter(Double::isFinite)
            .toArray());
  }

  /**
   * Whether two sides hold the same measurements. Two JVMs do not measure the same to the last
   * digit, iteration by iteration: a gate that compares such sides cannot fail.
   */
  private static boolean holdTheSame(Side base, Side head) {
    List<List<Double>> before = scores(base);
    return before.stream().anyMatch(fork -> fork.stream().distinct().count() > TOO_FEW_TO_TELL)
        && before.equals(scores(head));
  }

  private static List<List<Double>> scores(Side side) {
    return side.results().values().stream()
        .flatMap(result -> result.metrics().get(Metric.SCORE).forks().stream())
        .map(Fork::iterations)
        .toList();
  }

  private static Fingerprint common(Side side) {
    return side.results().values().stream()
        .map(BenchmarkResult::fingerprint)
        .reduce(Fingerprint::common)
        .orElse(Fingerprint.UNKNOWN);
  }

  private static List<String> warnings(
      Matching matching,
      List<Comparison> decided,
      int tests,
      boolean interleaved,
      EnvironmentShift shift,
      boolean complete,
      boolean same) {
    List<String> warnings = new ArrayList<>();
    if (!complete) {
      warnings.add("The run ended early: the verdicts rest on what there is.");
    }
    // All incomparable: their own rows say why.
    if (!matching.differences().isEmpty() && !matching.pairs().isEmpty()) {
      warnings.add("Base and head differ in " + String.join("; ", matching.differences()) + ".");
    }
    if (shift.shifted()) {
      warnings.add(
          "%d of %d benchmarks moved the same way, by %s in the median: %s."
              .formatted(
                  shift.sameWay(),
                  shift.benchmarks(),
                  Figures.change(shift.medianRatio()),
                  interleaved
                      ? "something common to all of them changed"
                      : "the environment changed, or something common to all of them"));
    }
    if (tests > 0 && !interleaved && decided.stream().anyMatch(Judge::independent)) {
      warnings.add(
          "The sides were not interleaved: a difference between the two runs counts as a change.");
    }
    if (same) {
      warnings.add("Base and head hold the same measurements: these are not two builds.");
    }
    if (tests == 0) {
      warnings.add("Nothing could be tested.");
    }
    return warnings;
  }

  private static boolean independent(Comparison comparison) {
    return comparison.estimate().filter(e -> e.method().isIndependent()).isPresent();
  }
}
