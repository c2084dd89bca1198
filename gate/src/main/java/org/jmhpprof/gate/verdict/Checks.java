// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.ExactTests;
import org.jmhpprof.gate.stats.Moments;
import org.jmhpprof.gate.stats.Moments.Fieller;
import org.jmhpprof.gate.verdict.Contrast.Scale;

/**
 * Other methods' figures beside a verdict, by which a statistician can tell whether it is sound.
 */
final class Checks {
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
        design.kind() == Design.Kind.PAIRED ? Change.paired(base, head) : Change.welch(base, head);
    if (scale.logs()) {
      put("forkMedian.ratio", Math.exp(medians.estimate()));
    }
    if (design.kind() != Design.Kind.SESSIONS) {
      put("forkMedian.t.p", medians.pAny());
    }
  }

  void ofSessions(KnownNoise noise) {
    double[] means =
        noise.sessions().stream().mapToDouble(session -> Moments.of(session).mean()).toArray();
    put("sessions", means.length);
    put("sd.sessions", Math.sqrt(Moments.of(means).variance()));
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
