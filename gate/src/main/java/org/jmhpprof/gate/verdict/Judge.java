// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jmhpprof.gate.model.Allowed;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.EnvironmentShift;
import org.jmhpprof.gate.model.Fingerprint;
import org.jmhpprof.gate.model.Flag;
import org.jmhpprof.gate.model.Rule;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.stats.MultipleTests;

/** Compares two sides by one set of rules. Immutable; any thread. */
public final class Judge {
  private static final Comparator<Comparison> ORDER =
      Comparator.comparing(Comparison::key)
          .thenComparing(each -> !each.metric().isScore())
          .thenComparing(each -> each.metric().name());

  private final Settings settings;
  private final List<Rule> rules;
  private final Optional<Side> noise;
  private final Allowed allowed;

  /**
   * A judge.
   *
   * @param noise stored results of several sessions, all of one build: how much sessions differ,
   *     where base is of another one than head, and the least noise there is otherwise; without it
   *     base's own sessions serve
   */
  public Judge(Settings settings, List<Rule> rules, Optional<Side> noise) {
    this(settings, rules, noise, Allowed.NOTHING);
  }

  private Judge(Settings settings, List<Rule> rules, Optional<Side> noise, Allowed allowed) {
    this.settings = settings;
    this.rules = List.copyOf(rules);
    this.noise = noise;
    this.allowed = allowed;
  }

  /** The same judge, who lets pass what is allowed. */
  public Judge allowing(Allowed more) {
    return new Judge(settings, rules, noise, more);
  }

  /** The same judge, who shares the error rate over so many looks. */
  public Judge sharing(int looks) {
    return new Judge(settings.sharing(looks), rules, noise, allowed);
  }

  /** The rules apart from the exceptions. */
  public Settings settings() {
    return settings;
  }

  /**
   * All verdicts.
   *
   * @param complete whether all was measured that was meant to be
   */
  public SuiteResult judge(Side base, Side head, boolean complete) {
    Matching matching = new Matching(base, head, rules, allowed);
    Estimation estimation = new Estimation(settings, rules, noise);
    List<Comparison> decided = new ArrayList<>(matching.alone());
    List<Candidate> candidates = new ArrayList<>();
    for (Matching.Pair pair : matching.pairs()) {
      List<String> conflicts = estimation.conflicts(pair);
      if (conflicts.isEmpty()) {
        List<Candidate> metrics = estimation.candidates(pair);
        Failing.of(base, head, pair).tell(metrics);
        candidates.addAll(metrics);
      } else {
        decided.add(
            matching.without(
                pair.base().key(), Verdict.INCOMPARABLE, EnumSet.noneOf(Flag.class), conflicts));
      }
    }
    boolean same = SameNumbers.inBoth(base, head);
    EnvironmentShift shift = shift(candidates);
    int tests = decide(candidates, shift, decided);
    decided.sort(ORDER);
    boolean interleaved =
        tests > 0 && candidates.stream().filter(Candidate::judged).allMatch(Candidate::paired);
    return new SuiteResult(
        base.label(),
        head.label(),
        allPaired(matching) ? settings.inPairs() : settings,
        common(base),
        common(head),
        decided,
        tests,
        interleaved,
        shift,
        same && !allowed.same(),
        complete,
        warnings(decided, tests, interleaved, shift, complete, same));
  }

  private static boolean allPaired(Matching matching) {
    return !matching.pairs().isEmpty()
        && matching.pairs().stream().allMatch(pair -> pair.base().isPaired());
  }

  private static EnvironmentShift shift(List<Candidate> candidates) {
    return EnvironmentGuard.of(
        candidates.stream()
            .filter(each -> each.metric.isScore())
            .mapToDouble(Candidate::logRatio)
            .filter(Double::isFinite)
            .toArray());
  }

  private int decide(List<Candidate> candidates, EnvironmentShift shift, List<Comparison> decided) {
    List<Candidate> judged = candidates.stream().filter(Candidate::judged).toList();
    double[] worse = corrected(judged.stream().mapToDouble(Candidate::pRegressed).toArray());
    double[] better = corrected(judged.stream().mapToDouble(Candidate::pImproved).toArray());
    int next = 0;
    for (Candidate candidate : candidates) {
      if (shift.shifted() && candidate.metric.isScore()) {
        candidate.flags.add(Flag.ENVIRONMENT_CHANGE);
      }
      int at = candidate.judged() ? next++ : -1;
      decided.add(
          candidate.decide(
              at < 0 ? Double.NaN : worse[at], at < 0 ? Double.NaN : better[at], judged.size()));
    }
    return judged.size();
  }

  private double[] corrected(double[] p) {
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.min(1, p[i] * settings.looks());
    }
    return switch (settings.correction()) {
      case HOLM -> MultipleTests.holm(p);
      case BH -> MultipleTests.benjaminiHochberg(p);
      case NONE -> p;
    };
  }

  private static Fingerprint common(Side side) {
    return side.results().values().stream()
        .map(BenchmarkResult::fingerprint)
        .reduce(Fingerprint::common)
        .orElse(Fingerprint.UNKNOWN);
  }

  private List<String> warnings(
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
    if (shift.shifted()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%d of %d benchmarks moved the same way, by %+.1f %% in the median: %s.",
              shift.sameWay(),
              shift.benchmarks(),
              100 * (shift.medianRatio() - 1),
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
