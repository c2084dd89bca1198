// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.Direction;
import org.jmhpprof.gate.model.Flag;
import org.jmhpprof.gate.model.Fork;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Rule;
import org.jmhpprof.gate.model.Series;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.Unit;

/**
 * The second step: what both sides have of a benchmark, metric by metric, each estimated on its
 * own.
 */
final class Estimation {
  private final Settings settings;
  private final List<Rule> rules;
  private final Optional<Side> noise;

  /**
   * Estimates by some rules.
   *
   * @param noise stored results of several sessions, all of one build
   */
  Estimation(Settings settings, List<Rule> rules, Optional<Side> noise) {
    this.settings = settings;
    this.rules = rules;
    this.noise = noise;
  }

  /** Why two results cannot be compared; empty if they can. */
  List<String> conflicts(Matching.Pair pair) {
    Set<String> conflicts = new TreeSet<>(pair.base().conflicts());
    conflicts.addAll(pair.head().conflicts());
    Series score = pair.base().metrics().get(Metric.SCORE);
    Series otherScore = pair.head().metrics().get(Metric.SCORE);
    if (unitFactor(otherScore, score).isEmpty()) {
      conflicts.add("unit: " + score.metric().unit() + " / " + otherScore.metric().unit());
    }
    if (!directionGiven(pair.base().key(), score.metric())) {
      conflicts.addAll(contradictions(pair));
    }
    if (conflicts.isEmpty() && !settings.allowMismatch()) {
      return differences(pair);
    }
    return List.copyOf(conflicts);
  }

  private static Set<String> contradictions(Matching.Pair pair) {
    Set<String> contradictions = new TreeSet<>(pair.base().contradictions());
    contradictions.addAll(pair.head().contradictions());
    return contradictions;
  }

  private static List<String> differences(Matching.Pair pair) {
    List<String> differences =
        new ArrayList<>(pair.base().fingerprint().differences(pair.head().fingerprint()));
    pair.base().mixed().forEach(each -> differences.add("within base, " + each));
    pair.head().mixed().forEach(each -> differences.add("within head, " + each));
    return differences;
  }

  /** Its metrics, those that only head has last. */
  List<Candidate> candidates(Matching.Pair pair) {
    BenchmarkResult before = pair.base();
    BenchmarkResult after = pair.head();
    List<String> differences = differences(pair);
    List<Candidate> candidates = new ArrayList<>();
    Stored stored = stored(before);
    for (Series series : before.metrics().values()) {
      Series other = after.metrics().get(series.metric().name());
      Candidate candidate = candidate(before, after, series, other, stored);
      if (!differences.isEmpty()) {
        candidate.flags.add(Flag.CONDITIONS_DIFFER);
      }
      if (series.metric().isScore()) {
        candidate.notes.addAll(differences);
        candidate.notes.addAll(before.fingerprint().otherDetails(after.fingerprint()));
        contradictions(pair).forEach(each -> candidate.notes.add(each + "; a rule settles it"));
        before.notes().forEach(note -> candidate.notes.add("base: " + note));
        after.notes().forEach(note -> candidate.notes.add("head: " + note));
      }
      candidates.add(candidate);
    }
    for (Series series : after.metrics().values()) {
      if (!before.metrics().containsKey(series.metric().name())) {
        Series none = new Series(series.metric(), List.of());
        candidates.add(candidate(before, after, none, series, stored));
      }
    }
    return candidates;
  }

  /** A rule that states the direction settles a contradiction between mode and unit. */
  private boolean directionGiven(BenchmarkKey key, Metric score) {
    Metric undirected = new Metric(score.name(), score.unit(), Direction.UNKNOWN);
    return Limits.of(key, undirected, settings, rules).direction() != Direction.UNKNOWN;
  }

  private Candidate candidate(
      BenchmarkResult before, BenchmarkResult after, Series series, Series other, Stored stored) {
    BenchmarkKey key = before.key();
    Series head = other == null ? new Series(series.metric(), List.of()) : inUnitOf(series, other);
    Settings own = before.isPaired() ? settings.inPairs() : settings;
    Limits limits = Limits.of(key, series.metric(), own, rules);
    boolean forked = before.forked() && after.forked();
    List<Fork> known = stored.usable.map(result -> forks(result, series)).orElse(List.of());
    Candidate candidate = new Candidate(key, series, head, limits, settings, known, forked);
    if (!stored.otherConditions.isEmpty() && series.metric().isScore()) {
      candidate.notes.add(
          "the stored noise is of other conditions: " + String.join(", ", stored.otherConditions));
    }
    if (!forked) {
      candidate.notes.add("measured without a fork of its own (-f 0)");
    }
    return candidate;
  }

  /** What is stored of a benchmark, as far as it may be used. */
  private record Stored(Optional<BenchmarkResult> usable, List<String> otherConditions) {}

  private Stored stored(BenchmarkResult base) {
    Optional<BenchmarkResult> stored = noise.map(side -> side.results().get(base.key()));
    List<String> conditions = new ArrayList<>();
    stored.ifPresent(
        result -> {
          conditions.addAll(base.fingerprint().differences(result.fingerprint()));
          conditions.addAll(result.mixed());
        });
    return new Stored(
        stored.filter(result -> conditions.isEmpty() || settings.allowMismatch()), conditions);
  }

  private static List<Fork> forks(BenchmarkResult stored, Series model) {
    Series series = stored.metrics().get(model.metric().name());
    return series == null ? List.of() : inUnitOf(model, series).forks();
  }

  private static Optional<Double> unitFactor(Series from, Series to) {
    var factor = new Unit(from.metric().unit()).factorTo(new Unit(to.metric().unit()));
    return factor.isPresent() ? Optional.of(factor.getAsDouble()) : Optional.empty();
  }

  /** Without forks where the units have nothing to do with each other. */
  private static Series inUnitOf(Series model, Series series) {
    Optional<Double> factor = unitFactor(series, model);
    return new Series(
        model.metric(),
        factor
            .map(by -> series.forks().stream().map(fork -> fork.scaled(by)).toList())
            .orElse(List.of()));
  }
}
