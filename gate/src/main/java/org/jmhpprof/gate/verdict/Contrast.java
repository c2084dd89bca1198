// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.Estimate.Estimator;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.Moments;
import org.jmhpprof.gate.verdict.Design.Checks;
import org.jmhpprof.gate.verdict.Design.Scale;

/** Head less base on one scale, by the method that the design of the forks allows. */
final class Contrast {
  private final Design design;
  private final Scale scale;
  private final double[] base;
  private final double[] head;
  private final boolean stored;
  private final KnownNoise noise;
  private final List<String> notes = new ArrayList<>();
  private final Optional<Change> change;

  /**
   * Contrasts two sides.
   *
   * @param known stored forks, all of one build; empty if there are none but base's own
   */
  Contrast(Design design, Scale scale, List<Fork> known) {
    this.design = design;
    this.scale = scale;
    base = scale.of(design.base());
    head = scale.of(design.head());
    stored = !known.isEmpty();
    noise = new KnownNoise(stored ? known : design.base(), scale::of);
    change = enoughForks() ? estimated() : Optional.empty();
  }

  private boolean enoughForks() {
    if (base.length < 2 || head.length < 2) {
      notes.add(
          "too few forks: " + base.length + " of base, " + head.length + " of head, 2 are needed");
      return false;
    }
    if (!DoubleStream.of(base).allMatch(Double::isFinite)
        || !DoubleStream.of(head).allMatch(Double::isFinite)) {
      notes.add("an iteration got nothing done: its cost is infinite");
      return false;
    }
    return true;
  }

  private Optional<Change> estimated() {
    return switch (design.kind()) {
      case PAIRED -> Optional.of(floored(Change.paired(base, head)));
      case INDEPENDENT -> Optional.of(floored(Change.welch(base, head)));
      case SESSIONS -> acrossSessions();
    };
  }

  /** How much noise there is from forks of base and head alone may be too little by chance. */
  private Change floored(Change own) {
    return floor()
        .map(known -> own.withFloor(known.variance(), known.degreesOfFreedom()))
        .orElse(own);
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

  private Optional<Change> acrossSessions() {
    Collection<double[]> known = noise.sessions();
    if (noise.leftOut() > 0) {
      notes.add(noise.leftOut() + " stored forks got nothing done and do not count");
    }
    if (known.size() < 2) {
      notes.add(
          "base is of another session, and how much sessions differ is not known: measure it with"
              + " aa");
      return Optional.empty();
    }
    Collection<double[]> own = new KnownNoise(design.base(), scale::of).sessions();
    return Optional.of(Change.sessions(own, head, known));
  }

  /** Empty if the forks do not allow any. */
  Optional<Change> change() {
    return change;
  }

  /** Why there is none, and what was left out. */
  List<String> notes() {
    return notes;
  }

  Estimator method() {
    if (change.isEmpty()) {
      return Estimator.NONE;
    }
    boolean logs = scale.logs();
    return switch (design.kind()) {
      case PAIRED -> logs ? Estimator.PAIRED_LOG : Estimator.PAIRED_DIFFERENCE;
      case INDEPENDENT -> logs ? Estimator.WELCH_LOG : Estimator.WELCH_DIFFERENCE;
      case SESSIONS -> logs ? Estimator.SESSION_LOG : Estimator.SESSION_DIFFERENCE;
    };
  }

  /** Other methods' figures, which decide nothing. */
  SortedMap<String, Double> checks(double confidence) {
    if (change.isEmpty()) {
      return new TreeMap<>();
    }
    Checks checks = new Checks(design, scale);
    checks.ofForks(change.get(), confidence);
    if (design.kind() == Design.Kind.SESSIONS) {
      checks.ofSessions(noise);
    }
    floor().ifPresent(checks::ofFloor);
    return checks.all();
  }

  /**
   * How many forks per side would tell this change from a limit; -1 for too many.
   *
   * @param alpha one-sided
   */
  int forksNeeded(double limit, double alpha) {
    if (change.isEmpty() || design.kind() == Design.Kind.SESSIONS) {
      return -1;
    }
    boolean paired = design.kind() == Design.Kind.PAIRED;
    double squared = change.get().standardError() * change.get().standardError();
    double own = Moments.of(base).variance() + Moments.of(head).variance();
    return Change.forksNeeded(
        Math.abs(change.get().estimate() - limit),
        paired
            ? squared * base.length
            : Math.max(own, 2 * squared / (1.0 / base.length + 1.0 / head.length)),
        paired,
        alpha);
  }

  /** What stored forks, all of one build, tell of the noise of one metric. */
  static final class KnownNoise {
    /**
     * A variance that a few forks may only seem to stay below.
     *
     * @param variance of the difference of two sides: of log costs, or of costs
     * @param degreesOfFreedom of that variance
     */
    record Floor(double variance, double degreesOfFreedom) {}

    private final List<Fork> forks;
    private final long leftOut;
    private final ToDoubleFunction<Fork> value;

    /**
     * Noise on one scale.
     *
     * @param value of a fork, on the scale of the comparison
     */
    KnownNoise(List<Fork> forks, ToDoubleFunction<Fork> value) {
      this.value = value;
      this.forks =
          forks.stream().filter(fork -> Double.isFinite(value.applyAsDouble(fork))).toList();
      this.leftOut = forks.size() - this.forks.size();
    }

    /** How many forks have no finite value and are left out. */
    long leftOut() {
      return leftOut;
    }

    /** The forks' values, by session. */
    Collection<double[]> sessions() {
      return Fork.bySession(forks).values().stream().map(this::values).toList();
    }

    private double[] values(List<Fork> some) {
      return some.stream().mapToDouble(value).toArray();
    }

    /** Of the mean difference of so many pairs, by what two forks of one block differ. */
    Optional<Floor> ofPairs(int pairs) {
      double[] differences =
          Fork.ofWholeBlocks(forks).stream()
              .mapToDouble(
                  block -> value.applyAsDouble(block.get(1)) - value.applyAsDouble(block.get(0)))
              .toArray();
      Moments moments = Moments.of(differences);
      return floor(moments.variance() / pairs, moments.n() - 1);
    }

    /** Of the difference of two means, by what forks of one session differ. */
    Optional<Floor> ofForks(int base, int head) {
      Collection<double[]> sessions = sessions();
      return floor(
          Moments.pooledVariance(sessions) * (1.0 / base + 1.0 / head),
          Moments.pooledFreedom(sessions));
    }

    private static Optional<Floor> floor(double variance, int freedom) {
      return Double.isFinite(variance) && freedom > 0
          ? Optional.of(new Floor(variance, freedom))
          : Optional.empty();
    }
  }
}
