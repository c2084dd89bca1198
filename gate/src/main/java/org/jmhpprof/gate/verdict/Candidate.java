// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Direction;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Estimator;
import org.jmhpprof.gate.model.Flag;
import org.jmhpprof.gate.model.Fork;
import org.jmhpprof.gate.model.ForkPoint;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Series;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Unit;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.ForksNeeded;
import org.jmhpprof.gate.stats.Moments;

/**
 * One metric of one benchmark on its way to a verdict: estimated on its own first, decided when the
 * whole suite's p-values are known.
 */
final class Candidate {
  final BenchmarkKey key;
  final Metric metric;
  final Set<Flag> flags = EnumSet.noneOf(Flag.class);
  final List<String> notes = new ArrayList<>();

  private final Limits limits;
  private final Settings settings;
  private final Costs costs;
  private final Design design;
  private final double[] base;
  private final double[] head;
  private final List<ForkPoint> basePoints;
  private final List<ForkPoint> headPoints;
  private final boolean logs;
  private final double limit;
  private final boolean stored;
  private final KnownNoise noise;
  private final Change change;
  private final boolean added;
  private final boolean judged;
  private boolean failed;

  /**
   * Estimates the change.
   *
   * @param noise stored forks of the same metric, all of one build: the variance between sessions,
   *     and the least noise there is; empty if there are none but base's own
   * @param enoughKnown whether a verdict may be given, apart from what the forks themselves allow
   */
  Candidate(
      BenchmarkKey key,
      Series base,
      Series head,
      Limits limits,
      Settings settings,
      List<Fork> noise,
      boolean enoughKnown) {
    this.key = key;
    this.metric = new Metric(base.metric().name(), base.metric().unit(), limits.direction());
    this.limits = limits;
    this.settings = settings;
    this.costs = new Costs(limits.direction());
    this.design = Design.of(base.forks(), head.forks(), !noise.isEmpty());
    this.base = costs.of(design.base());
    this.head = costs.of(design.head());
    this.basePoints = points(base.forks());
    this.headPoints = points(head.forks());
    if (!limits.problem().isEmpty()) {
      notes.add(limits.problem());
    }
    if (design.unpaired() > 0) {
      notes.add(design.unpaired() + " forks have no other half of their block and do not count");
    }
    noteUnsteady();
    double baseMean = Moments.of(this.base).mean();
    boolean positive =
        DoubleStream.concat(DoubleStream.of(this.base), DoubleStream.of(this.head))
            .allMatch(cost -> cost > 0);
    this.logs = positive && !(limits.floor() > 0 && baseMean < limits.floor());
    double relative = Math.max(limits.margin(), logs ? limits.floor() / baseMean : 0);
    this.limit = logs ? Math.log1p(relative) : Math.max(limits.margin() * baseMean, limits.floor());
    if (logs ? relative > limits.margin() : limits.floor() > limits.margin() * baseMean) {
      flags.add(Flag.FLOOR_APPLIED);
    }
    this.stored = !noise.isEmpty();
    this.noise = new KnownNoise(stored ? noise : design.base(), this::value);
    this.added = this.base.length == 0 && this.head.length > 0 && !metric.isScore();
    this.change = !added && enoughForks() ? change() : null;
    this.judged = change != null && enoughKnown && limits.gated();
    if (limits.gated() && !judged && !added) {
      flags.add(Flag.ADVISORY);
    }
  }

  private List<ForkPoint> points(List<Fork> forks) {
    return forks.stream().map(fork -> costs.point(fork, limits.margin())).toList();
  }

  private void noteUnsteady() {
    long all = (long) basePoints.size() + headPoints.size();
    long unsteady =
        basePoints.stream().filter(point -> !point.steady()).count()
            + headPoints.stream().filter(point -> !point.steady()).count();
    if (unsteady > 0 && metric.isScore()) {
      flags.add(Flag.UNSTEADY_FORKS);
      notes.add(unsteady + " of " + all + " forks unsteady: longer warmup needed");
    }
  }

  private boolean enoughForks() {
    if (base.length < 2 || head.length < 2) {
      notes.add(
          "too few forks: " + base.length + " of base, " + head.length + " of head, 2 are needed");
      return false;
    }
    if (DoubleStream.concat(DoubleStream.of(base), DoubleStream.of(head))
        .anyMatch(cost -> !Double.isFinite(cost))) {
      notes.add("an iteration got nothing done: its cost is infinite");
      return false;
    }
    return true;
  }

  /** How much noise there is from forks of base and head alone may be too little by chance. */
  private Change change() {
    double[] b = scale(base);
    double[] h = scale(head);
    return switch (design.kind()) {
      case PAIRED -> floored(Change.paired(b, h), floor());
      case INDEPENDENT -> floored(Change.welch(b, h), floor());
      case SESSIONS -> {
        Collection<double[]> own = new KnownNoise(design.base(), this::value).sessions();
        Collection<double[]> known = noise.sessions();
        if (noise.leftOut() > 0) {
          notes.add(noise.leftOut() + " stored forks got nothing done and do not count");
        }
        if (known.size() < 2) {
          notes.add(
              "base is of another session, and how much sessions differ is not known: measure it"
                  + " with aa");
          yield null;
        }
        yield Change.sessions(own, h, known);
      }
    };
  }

  private Optional<KnownNoise.Floor> floor() {
    if (!stored) {
      return Optional.empty();
    }
    return switch (design.kind()) {
      case PAIRED -> noise.ofPairs(base.length);
      case INDEPENDENT -> noise.ofForks(base.length, head.length);
      case SESSIONS -> Optional.empty();
    };
  }

  private static Change floored(Change change, Optional<KnownNoise.Floor> floor) {
    return floor
        .map(known -> change.withFloor(known.variance(), known.degreesOfFreedom()))
        .orElse(change);
  }

  private double value(Fork fork) {
    double cost = costs.of(fork);
    return logs ? Math.log(cost) : cost;
  }

  private double[] scale(double[] values) {
    return logs ? DoubleStream.of(values).map(Math::log).toArray() : values;
  }

  /** Head failed where base did not: whatever its other forks measured is no excuse. */
  void fail() {
    failed = true;
  }

  boolean judged() {
    return judged;
  }

  boolean gated() {
    return limits.gated();
  }

  boolean paired() {
    return design.kind() == Design.Kind.PAIRED;
  }

  /** Log of the ratio of the costs; NaN where there is none. */
  double logRatio() {
    if (base.length == 0 || head.length == 0) {
      return Double.NaN;
    }
    return logs && change != null
        ? change.estimate()
        : Math.log(Moments.of(head).mean() / Moments.of(base).mean());
  }

  double pRegressed() {
    return change.pAbove(limit);
  }

  /** Better by the inverse of the ratio that would be worse. */
  double pImproved() {
    return change.pBelow(-limit);
  }

  /**
   * Decides.
   *
   * @param adjusted the p-value of a regression as the suite corrects it; NaN if not judged
   * @param adjustedImproved likewise of an improvement
   * @param tests how many tests the suite makes
   */
  Comparison decide(double adjusted, double adjustedImproved, int tests) {
    double confidence = 1 - settings.alpha() / settings.looks();
    Verdict verdict = verdict(adjusted, adjustedImproved, confidence);
    return new Comparison(
        key,
        metric,
        verdict,
        Optional.of(estimate(adjusted, adjustedImproved, confidence, verdict, tests)),
        costs.invert(centre(base)),
        costs.invert(centre(head)),
        basePoints,
        headPoints,
        flags,
        notes);
  }

  private Verdict verdict(double adjusted, double adjustedImproved, double confidence) {
    if (!limits.gated()) {
      return Verdict.NOT_GATED;
    }
    if (failed) {
      return Verdict.FAILED;
    }
    if (added) {
      return Verdict.NEW;
    }
    if (!judged) {
      return Verdict.INCONCLUSIVE;
    }
    if (adjusted < settings.alpha()) {
      return Verdict.REGRESSED;
    }
    if (adjustedImproved < settings.alpha()) {
      return Verdict.IMPROVED;
    }
    // Equal where all values are 0.
    return change.estimate() + change.halfWidth(confidence) <= limit
        ? Verdict.OK
        : Verdict.INCONCLUSIVE;
  }

  private Estimate estimate(
      double adjusted, double adjustedImproved, double confidence, Verdict verdict, int tests) {
    double centre = centre(base);
    double point = change == null ? Double.NaN : change.estimate();
    double half = change == null ? Double.NaN : change.halfWidth(confidence);
    double ratio;
    double lower;
    double upper;
    if (logs) {
      ratio = Math.exp(change == null ? logRatio() : point);
      lower = Math.exp(point - half);
      upper = Math.exp(point + half);
    } else {
      ratio = centre(head) / centre;
      lower = 1 + (point - half) / centre;
      upper = 1 + (point + half) / centre;
    }
    return new Estimate(
        method(),
        ratio,
        lower,
        upper,
        confidence,
        logs ? centre * (ratio - 1) : centre(head) - centre,
        logs ? centre * (lower - 1) : point - half,
        logs ? centre * (upper - 1) : point + half,
        new Unit(metric.unit()).cost(metric.direction()).text(),
        change == null ? Double.NaN : change.standardError(),
        change == null ? Double.NaN : change.degreesOfFreedom(),
        logs ? Math.expm1(limit) : limit,
        change == null ? Double.NaN : pRegressed(),
        adjusted,
        change == null ? Double.NaN : pImproved(),
        adjustedImproved,
        verdict == Verdict.INCONCLUSIVE ? forksNeeded(tests) : 0,
        change == null ? new TreeMap<>() : checks(confidence));
  }

  private Estimator method() {
    if (change == null) {
      return Estimator.NONE;
    }
    return switch (design.kind()) {
      case PAIRED -> logs ? Estimator.PAIRED_LOG : Estimator.PAIRED_DIFFERENCE;
      case INDEPENDENT -> logs ? Estimator.WELCH_LOG : Estimator.WELCH_DIFFERENCE;
      case SESSIONS -> logs ? Estimator.SESSION_LOG : Estimator.SESSION_DIFFERENCE;
    };
  }

  private double centre(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double mean = Moments.of(scale(values)).mean();
    return logs ? Math.exp(mean) : mean;
  }

  private int forksNeeded(int tests) {
    if (change == null || design.kind() == Design.Kind.SESSIONS) {
      return -1;
    }
    boolean worse = change.estimate() > limit;
    double alpha = settings.alpha() / settings.looks();
    double squared = change.standardError() * change.standardError();
    double own = Moments.of(scale(base)).variance() + Moments.of(scale(head)).variance();
    return ForksNeeded.of(
        Math.abs(change.estimate() - limit),
        paired()
            ? squared * base.length
            : Math.max(own, 2 * squared / (1.0 / base.length + 1.0 / head.length)),
        paired(),
        worse ? alpha / Math.max(1, tests) : alpha / 2);
  }

  private SortedMap<String, Double> checks(double confidence) {
    Checks checks = new Checks(design, costs, logs);
    checks.ofForks(change, confidence);
    if (design.kind() == Design.Kind.SESSIONS) {
      checks.ofSessions(noise);
    } else {
      floor().ifPresent(checks::ofFloor);
    }
    return checks.all();
  }

  /** A comparison that has no candidate: its benchmark is not on both sides, or not comparable. */
  static Comparison without(
      BenchmarkKey key, Verdict verdict, Set<Flag> flags, List<String> notes) {
    return new Comparison(
        key,
        new Metric(Metric.SCORE, "", Direction.UNKNOWN),
        verdict,
        Optional.empty(),
        Double.NaN,
        Double.NaN,
        List.of(),
        List.of(),
        flags,
        notes);
  }
}
