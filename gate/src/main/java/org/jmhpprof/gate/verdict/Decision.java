// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Comparison.Flag;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.verdict.Matching.Alone;

/** The third step: the verdicts, from all estimates of a suite. */
final class Decision {
  private static final Comparator<Comparison> ORDER =
      Comparator.comparing(Comparison::key)
          .thenComparing(each -> !each.metric().isScore())
          .thenComparing(each -> each.metric().name());

  private final Settings settings;
  private final Set<Flag> ofScores;

  /**
   * Decides by some rules.
   *
   * @param ofScores what is flagged at every score
   */
  Decision(Settings settings, Set<Flag> ofScores) {
    this.settings = settings;
    this.ofScores = ofScores;
  }

  /** All verdicts, by benchmark, then metric with the score first. */
  List<Comparison> verdicts(List<Estimation> estimations, List<Alone> alone) {
    List<Comparison> verdicts = new ArrayList<>(alone.stream().map(this::verdict).toList());
    List<Estimation> judged = estimations.stream().filter(Estimation::judged).toList();
    List<Estimate> estimates = judged.stream().map(Estimation::estimate).toList();
    double[] worse = corrected(estimates.stream().mapToDouble(Estimate::p).toArray());
    double[] better = corrected(estimates.stream().mapToDouble(Estimate::pImproved).toArray());
    for (int i = 0; i < worse.length; i++) {
      Verdict verdict = verdict(judged.get(i), worse[i], better[i]);
      Estimate estimate = estimates.get(i).adjusted(worse[i], better[i]);
      verdicts.add(comparison(judged.get(i), verdict, estimate, worse.length));
    }
    for (Estimation each : estimations) {
      if (!each.judged()) {
        verdicts.add(comparison(each, untested(each), each.estimate(), worse.length));
      }
    }
    verdicts.sort(ORDER);
    return verdicts;
  }

  private double[] corrected(double[] p) {
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.min(1, p[i] * settings.looks());
    }
    return settings.correction().adjusted(p);
  }

  private Verdict verdict(Estimation each, double worse, double better) {
    // Even where the other forks measured something good.
    if (each.pair().failed()) {
      return Verdict.FAILED;
    }
    if (worse < settings.alpha()) {
      return Verdict.REGRESSED;
    }
    if (better < settings.alpha()) {
      return Verdict.IMPROVED;
    }
    return each.withinLimit() ? Verdict.OK : Verdict.INCONCLUSIVE;
  }

  private static Verdict untested(Estimation each) {
    if (!each.gated()) {
      return Verdict.NOT_GATED;
    }
    if (each.pair().failed()) {
      return Verdict.FAILED;
    }
    return each.added() ? Verdict.NEW : Verdict.INCONCLUSIVE;
  }

  private Comparison comparison(Estimation each, Verdict verdict, Estimate estimate, int tests) {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    flags.addAll(each.flags());
    if (each.metric().isScore()) {
      flags.addAll(ofScores);
    }
    return new Comparison(
        each.pair().key(),
        each.metric(),
        verdict,
        Optional.of(
            verdict == Verdict.INCONCLUSIVE ? estimate.needing(each.forksNeeded(tests)) : estimate),
        each.baseValue(),
        each.headValue(),
        each.basePoints(),
        each.headPoints(),
        flags,
        each.notes());
  }

  /** What the rules do not gate, or what may be missing, only says so. */
  private Comparison verdict(Alone each) {
    Metric score = new Metric(Metric.SCORE, "", Direction.LOWER_IS_BETTER);
    boolean gated = settings.limits(each.key(), score).gated();
    boolean mayBeMissing =
        each.verdict() == Verdict.MISSING && settings.allowed().isMissing(each.key().benchmark());
    List<String> notes = new ArrayList<>(each.notes());
    boolean passes = !gated || mayBeMissing;
    if (passes) {
      notes.add(0, each.verdict().words() + (gated ? ", which is allowed" : ", but not gated"));
    }
    return new Comparison(
        each.key(),
        new Metric(Metric.SCORE, "", Direction.UNKNOWN),
        passes ? Verdict.NOT_GATED : each.verdict(),
        Optional.empty(),
        Double.NaN,
        Double.NaN,
        List.of(),
        List.of(),
        passes ? Set.of() : each.flags(),
        notes);
  }
}
