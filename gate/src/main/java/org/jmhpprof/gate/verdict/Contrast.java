// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.Estimate.Estimator;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.ExactTests;
import org.jmhpprof.gate.stats.Moments;
import org.jmhpprof.gate.stats.Moments.Fieller;
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

  /**
   * Other methods' figures beside a verdict, by which a statistician can tell whether it is sound.
   */
  static final class Checks {
    private final SortedMap<String, Double> all = new TreeMap<>();
    private final Design design;
    private final Scale scale;

    /** None yet. */
    Checks(Design design, Scale scale) {
      this.design = design;
      this.scale = scale;
    }

    /** By name; what has no finite value is not there. */
    SortedMap<String, Double> all() {
      return all;
    }

    /** P-values are two-sided, against no change. */
    void ofForks(Change change, double confidence) {
      double[] base = scale.of(design.base());
      double[] head = scale.of(design.head());
      put("sd.base", Math.sqrt(Moments.of(base).variance()));
      put("sd.head", Math.sqrt(Moments.of(head).variance()));
      if (design.kind() == Design.Kind.PAIRED) {
        put("signFlip.p", ExactTests.signFlip(base, head));
        put("welch.p", Change.welch(base, head).pAny());
      } else {
        put("permutation.p", ExactTests.permutation(base, head));
      }
      put("mannWhitney.p", ExactTests.mannWhitney(base, head));
      put("t.p", change.pAny());
      Scale costs = new Scale(scale.direction(), false);
      Fieller fieller = Fieller.of(costs.of(design.base()), costs.of(design.head()), confidence);
      put("fieller.ratio", fieller.ratio());
      put("fieller.lower", fieller.lower());
      put("fieller.upper", fieller.upper());
      medians();
    }

    /** The forks' medians instead of their means. */
    private void medians() {
      double[] base = scale.of(design.base(), scale::ofMedian);
      double[] head = scale.of(design.head(), scale::ofMedian);
      Change medians =
          design.kind() == Design.Kind.PAIRED
              ? Change.paired(base, head)
              : Change.welch(base, head);
      if (scale.logs()) {
        put("forkMedian.ratio", Math.exp(medians.estimate()));
      }
      if (design.kind() != Design.Kind.SESSIONS) {
        put("forkMedian.t.p", medians.pAny());
      }
    }

    void ofSessions(KnownNoise noise) {
      Moments means = Moments.ofMeans(noise.sessions());
      put("sessions", means.n());
      put("sd.sessions", Math.sqrt(means.variance()));
    }

    void ofFloor(KnownNoise.Floor floor) {
      put("noiseFloor", Math.sqrt(floor.variance()));
    }

    private void put(String name, double value) {
      if (Double.isFinite(value)) {
        all.put(name, value);
      }
    }
  }
}
