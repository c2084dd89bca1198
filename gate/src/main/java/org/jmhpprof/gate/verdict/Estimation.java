// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.Comparison.Flag;
import org.jmhpprof.gate.model.Comparison.ForkPoint;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Estimate.Estimator;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Settings.Limits;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.Moments.Drift;
import org.jmhpprof.gate.verdict.Design.Scale;
import org.jmhpprof.gate.verdict.Matching.SeriesPair;

/**
 * The second step: how far head lies from base in one metric, whatever the rest of the suite does.
 */
final class Estimation {
  private final SeriesPair pair;
  private final Limits limits;
  private final double alpha;
  private final Metric metric;
  private final Design design;
  private final Scale costs;
  private final Scale scale;
  private final double limit;
  private final Optional<Contrast> contrast;
  private final Set<Flag> flags;
  private final List<String> notes = new ArrayList<>();

  Estimation(SeriesPair pair, Settings settings) {
    this.pair = pair;
    Settings own = pair.atOnce() ? settings.inPairs() : settings;
    limits = own.limits(pair.key(), pair.metric());
    alpha = settings.alphaOfALook();
    metric = new Metric(pair.metric().name(), pair.metric().unit(), limits.direction());
    design = Design.of(pair.base(), pair.head(), !pair.noise().isEmpty());
    costs = new Scale(limits.direction(), false);
    double baseMean = costs.centre(costs.of(design.base()));
    boolean belowFloor = limits.floor() > 0 && baseMean < limits.floor();
    boolean logs =
        !belowFloor
            && Stream.of(design.base(), design.head())
                .flatMapToDouble(side -> DoubleStream.of(costs.of(side)))
                .allMatch(cost -> cost > 0);
    scale = new Scale(limits.direction(), logs);
    double margin = logs ? limits.margin() : limits.margin() * baseMean;
    double floor = logs ? limits.floor() / baseMean : limits.floor();
    limit = logs ? Math.log1p(Math.max(margin, floor)) : Math.max(margin, floor);
    flags = EnumSet.noneOf(Flag.class);
    flags.addAll(pair.flags());
    if (floor > margin) {
      flags.add(Flag.FLOOR_APPLIED);
    }
    noteForks();
    contrast = added() ? Optional.empty() : Optional.of(new Contrast(design, scale, pair.noise()));
    contrast.ifPresent(known -> notes.addAll(known.notes()));
    if (limits.gated() && !judged() && !added()) {
      flags.add(Flag.ADVISORY);
    }
    notes.addAll(pair.notes());
  }

  private void noteForks() {
    if (!limits.problem().isEmpty()) {
      notes.add(limits.problem());
    }
    if (design.unpaired() > 0) {
      notes.add(design.unpaired() + " forks have no other half of their block and do not count");
    }
    List<ForkPoint> all = Stream.of(basePoints(), headPoints()).flatMap(List::stream).toList();
    long unsteady = all.stream().filter(point -> !point.steady()).count();
    if (unsteady > 0 && metric.isScore()) {
      flags.add(Flag.UNSTEADY_FORKS);
      notes.add(unsteady + " of " + all.size() + " forks unsteady: longer warmup needed");
    }
  }

  SeriesPair pair() {
    return pair;
  }

  /** With the direction that the rules give it. */
  Metric metric() {
    return metric;
  }

  Set<Flag> flags() {
    return flags;
  }

  List<String> notes() {
    return notes;
  }

  boolean gated() {
    return limits.gated();
  }

  /** Whether it is a secondary metric that only head has. */
  boolean added() {
    return design.base().isEmpty() && !design.head().isEmpty() && !metric.isScore();
  }

  /** Whether it takes part in the suite's tests. */
  boolean judged() {
    return change().isPresent() && pair.forked() && limits.gated();
  }

  boolean paired() {
    return design.kind() == Design.Kind.PAIRED;
  }

  private Optional<Change> change() {
    return contrast.flatMap(Contrast::change);
  }

  /** Log of the ratio of the costs; NaN where there is none. */
  double logRatio() {
    return scale.logs() && change().isPresent()
        ? change().get().estimate()
        : Math.log(costs.centre(costs.of(design.head())) / costs.centre(costs.of(design.base())));
  }

  /** Whether the interval lies within the limit; equal where all values are 0. */
  boolean withinLimit() {
    return change().filter(known -> known.estimate() + halfWidth(known) <= limit).isPresent();
  }

  private double halfWidth(Change known) {
    return known.halfWidth(1 - alpha);
  }

  private double centre(List<Fork> side) {
    return scale.centre(scale.of(side));
  }

  /** In the metric's unit. */
  double baseValue() {
    return metric.cost(centre(design.base()));
  }

  double headValue() {
    return metric.cost(centre(design.head()));
  }

  List<ForkPoint> basePoints() {
    return pair.base().stream().map(this::point).toList();
  }

  List<ForkPoint> headPoints() {
    return pair.head().stream().map(this::point).toList();
  }

  private ForkPoint point(Fork fork) {
    Drift drift = Drift.of(fork.costs(limits.direction()), limits.margin());
    return new ForkPoint(
        fork.source(),
        fork.index(),
        fork.block(),
        fork.session(),
        metric.cost(costs.of(fork)),
        drift.ratio(),
        drift.steady());
  }

  /** What can be said without the rest of the suite: nothing is corrected yet. */
  Estimate estimate() {
    double base = centre(design.base());
    double head = centre(design.head());
    double point = change().map(Change::estimate).orElse(Double.NaN);
    double half = change().map(this::halfWidth).orElse(Double.NaN);
    boolean logs = scale.logs();
    double ratio = logs ? Math.exp(logRatio()) : head / base;
    double lower = logs ? Math.exp(point - half) : 1 + (point - half) / base;
    double upper = logs ? Math.exp(point + half) : 1 + (point + half) / base;
    return new Estimate(
        contrast.map(Contrast::method).orElse(Estimator.NONE),
        ratio,
        lower,
        upper,
        1 - alpha,
        logs ? base * (ratio - 1) : head - base,
        logs ? base * (lower - 1) : point - half,
        logs ? base * (upper - 1) : point + half,
        metric.costUnit(),
        change().map(Change::standardError).orElse(Double.NaN),
        change().map(Change::degreesOfFreedom).orElse(Double.NaN),
        logs ? Math.expm1(limit) : limit,
        change().map(known -> known.pAbove(limit)).orElse(Double.NaN),
        Double.NaN,
        // Better by the inverse of the ratio that would be worse.
        change().map(known -> known.pBelow(-limit)).orElse(Double.NaN),
        Double.NaN,
        0,
        contrast.map(known -> known.checks(1 - alpha)).orElse(new TreeMap<>()));
  }

  /**
   * Per side, to see on which side of its limit this change lies; -1 for too many.
   *
   * @param tests how many tests the suite makes
   */
  int forksNeeded(int tests) {
    boolean worse = change().filter(known -> known.estimate() > limit).isPresent();
    return contrast
        .map(known -> known.forksNeeded(limit, worse ? alpha / Math.max(1, tests) : alpha / 2))
        .orElse(-1);
  }
}
