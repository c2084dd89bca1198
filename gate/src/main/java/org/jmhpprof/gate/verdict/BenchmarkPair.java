// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Comparison.Flag;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Metric.Unit;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Side.Failures;
import org.jmhpprof.gate.stats.ExactTests.Proportion;
import org.jmhpprof.gate.verdict.Matching.SeriesPair;

/**
 * A benchmark that both sides have.
 *
 * @param baseFailures forks of base that left no result
 * @param headFailures likewise
 */
record BenchmarkPair(
    BenchmarkResult base, BenchmarkResult head, Failures baseFailures, Failures headFailures) {
  /** How likely it may be that both sides fail alike, for head to be called worse. */
  private static final double ALPHA = 0.05;

  /** Why the two cannot be compared; empty if they can. */
  List<String> conflicts(Settings settings) {
    Set<String> conflicts = new TreeSet<>(base.conflicts());
    conflicts.addAll(head.conflicts());
    Metric score = score(base).metric();
    Metric other = score(head).metric();
    if (factor(other, score).isEmpty()) {
      conflicts.add("unit: " + score.unit() + " / " + other.unit());
    }
    // A rule that states the direction settles a contradiction between mode and unit.
    Metric undirected = new Metric(score.name(), score.unit(), Direction.UNKNOWN);
    if (settings.limits(base.key(), undirected).direction() == Direction.UNKNOWN) {
      conflicts.addAll(contradictions());
    }
    return conflicts.isEmpty() && !settings.allowMismatch()
        ? differences()
        : List.copyOf(conflicts);
  }

  private Set<String> contradictions() {
    Set<String> contradictions = new TreeSet<>(base.contradictions());
    contradictions.addAll(head.contradictions());
    return contradictions;
  }

  /** Between the conditions of both. */
  private List<String> differences() {
    List<String> differences = new ArrayList<>(base.fingerprint().differences(head.fingerprint()));
    base.mixed().forEach(each -> differences.add("within base, " + each));
    head.mixed().forEach(each -> differences.add("within head, " + each));
    return differences;
  }

  /** All that differs between the conditions of both, also what is only told. */
  List<String> conditions() {
    List<String> conditions = differences();
    conditions.addAll(base.fingerprint().otherDetails(head.fingerprint()));
    return conditions;
  }

  /**
   * Its metrics, those that only head has last.
   *
   * @param stored results of several sessions, all of one build
   * @param said conditions that are told of the whole suite, and not here
   */
  List<SeriesPair> series(
      Optional<BenchmarkResult> stored, Collection<String> said, Settings settings) {
    List<String> conditions = new ArrayList<>();
    stored.ifPresent(
        result -> {
          conditions.addAll(base.fingerprint().differences(result.fingerprint()));
          conditions.addAll(result.mixed());
        });
    boolean usable = conditions.isEmpty() || settings.allowMismatch();
    boolean forked = base.forked() && head.forked();
    Set<String> names = new LinkedHashSet<>(base.metrics().keySet());
    names.addAll(head.metrics().keySet());
    List<SeriesPair> series = new ArrayList<>();
    for (String name : names) {
      boolean inBase = base.metrics().containsKey(name);
      Metric metric = (inBase ? base : head).metrics().get(name).metric();
      List<String> notes = new ArrayList<>();
      if (!conditions.isEmpty() && metric.isScore()) {
        notes.add("the stored noise is of other conditions: " + String.join(", ", conditions));
      }
      if (!forked) {
        notes.add("measured without a fork of its own (-f 0)");
      }
      if (metric.isScore()) {
        notes.addAll(notes(said));
      }
      boolean differ = inBase && !differences().isEmpty();
      series.add(
          new SeriesPair(
              base.key(),
              metric,
              forks(base, metric),
              forks(head, metric),
              stored.filter(any -> usable).map(result -> forks(result, metric)).orElse(List.of()),
              forked,
              base.isPaired(),
              metric.isScore() && headFailsMore(),
              differ ? EnumSet.of(Flag.CONDITIONS_DIFFER) : EnumSet.noneOf(Flag.class),
              notes));
    }
    return series;
  }

  private List<String> notes(Collection<String> said) {
    List<String> notes = conditions();
    notes.removeAll(said);
    contradictions().forEach(each -> notes.add(each + "; a rule settles it"));
    base.notes().forEach(note -> notes.add("base: " + note));
    head.notes().forEach(note -> notes.add("head: " + note));
    noteFailures(notes, "base", baseFailures, score(base).forks().size());
    noteFailures(notes, "head", headFailures, score(head).forks().size());
    return notes;
  }

  private static void noteFailures(
      List<String> notes, String side, Failures failures, int measured) {
    if (failures.count() > 0) {
      notes.add(
          "%s failed in %d of %d forks: %s"
              .formatted(side, failures.count(), failures.count() + measured, failures.last()));
    }
  }

  /** Whether head fails, and base does not or significantly less often. */
  private boolean headFailsMore() {
    int before = baseFailures.count();
    int after = headFailures.count();
    return after > 0
        && (before == 0
            || Proportion.moreOften(
                    after,
                    after + score(head).forks().size(),
                    before,
                    before + score(base).forks().size())
                < ALPHA);
  }

  private static Series score(BenchmarkResult result) {
    return result.metrics().get(Metric.SCORE);
  }

  /** In the metric's unit; none where the units have nothing to do with each other. */
  private static List<Fork> forks(BenchmarkResult result, Metric metric) {
    Series series = result.metrics().get(metric.name());
    OptionalDouble factor =
        series == null ? OptionalDouble.empty() : factor(series.metric(), metric);
    return factor.isEmpty()
        ? List.of()
        : series.forks().stream().map(fork -> fork.scaled(factor.getAsDouble())).toList();
  }

  private static OptionalDouble factor(Metric from, Metric to) {
    return new Unit(from.unit()).factorTo(new Unit(to.unit()));
  }
}
