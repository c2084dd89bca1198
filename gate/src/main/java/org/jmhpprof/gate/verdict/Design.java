// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jmhpprof.gate.model.BenchmarkResult.Block;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.ExactTests;
import org.jmhpprof.gate.stats.Moments;
import org.jmhpprof.gate.stats.Moments.Fieller;
import org.jmhpprof.gate.verdict.Contrast.KnownNoise;
import org.jmhpprof.gate.verdict.Design.Scale;

/**
 * How the forks of two sides belong together.
 *
 * @param kind which method that allows
 * @param base the forks of base that it uses; in the order of {@code head} where paired
 * @param head the forks of head that it uses
 * @param unpaired forks left out because their block has no other half
 */
record Design(Kind kind, List<Fork> base, List<Fork> head, int unpaired) {
  enum Kind {
    /** Blocks with a fork of each side. */
    PAIRED,
    /** Forks of one session, or none of a session that anybody noted. */
    INDEPENDENT,
    /** Base and head come from different sessions. */
    SESSIONS
  }

  /**
   * On which scale the costs of forks are compared.
   *
   * @param direction what makes a metric a cost
   * @param logs whether logarithms are compared; else the costs as they are
   */
  record Scale(Direction direction, boolean logs) {
    /**
     * Of the mean cost over the fork's iterations; infinite where an iteration got nothing done.
     */
    double of(Fork fork) {
      return on(Moments.of(fork.costs(direction)).mean());
    }

    /** Of the median cost, which one slow iteration does not move. */
    double ofMedian(Fork fork) {
      return on(Moments.median(fork.costs(direction)));
    }

    private double on(double cost) {
      return logs ? Math.log(cost) : cost;
    }

    double[] of(List<Fork> forks) {
      return of(forks, this::of);
    }

    double[] of(List<Fork> forks, ToDoubleFunction<Fork> value) {
      return forks.stream().mapToDouble(value).toArray();
    }

    /** The mean on this scale, as a cost; NaN for none. */
    double centre(double[] values) {
      double mean = Moments.of(values).mean();
      return logs ? Math.exp(mean) : mean;
    }
  }

  /**
   * The design.
   *
   * @param apart whether forks of which no session is known come from two sessions
   */
  static Design of(List<Fork> base, List<Fork> head, boolean apart) {
    Map<Block, Fork> blocks = new HashMap<>();
    for (Fork fork : base) {
      if (fork.block() > 0) {
        blocks.put(Block.of(fork), fork);
      }
    }
    List<Fork> pairedBase = new ArrayList<>();
    List<Fork> pairedHead = new ArrayList<>();
    for (Fork fork : head) {
      Fork other = blocks.remove(Block.of(fork));
      if (fork.block() > 0 && other != null) {
        pairedBase.add(other);
        pairedHead.add(fork);
      }
    }
    if (pairedHead.size() >= 2) {
      int all = base.size() + head.size();
      return new Design(Kind.PAIRED, pairedBase, pairedHead, all - 2 * pairedHead.size());
    }
    Set<String> baseSessions = noted(base);
    Set<String> headSessions = noted(head);
    boolean known = !baseSessions.isEmpty() || !headSessions.isEmpty();
    boolean disjoint = baseSessions.stream().noneMatch(headSessions::contains);
    boolean sessions = disjoint && (known || apart);
    return new Design(sessions ? Kind.SESSIONS : Kind.INDEPENDENT, base, head, 0);
  }

  private static Set<String> noted(List<Fork> forks) {
    Set<String> sessions = new TreeSet<>(Fork.bySession(forks).keySet());
    sessions.remove("");
    return sessions;
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
