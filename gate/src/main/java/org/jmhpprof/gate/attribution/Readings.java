// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.List;
import java.util.Optional;
import org.jmhpprof.gate.attribution.Attribution.Moved;
import org.jmhpprof.gate.attribution.Attribution.Outcome;
import org.jmhpprof.gate.attribution.Attribution.Suspect;
import org.jmhpprof.gate.attribution.Dispersion.CostEstimate;
import org.jmhpprof.gate.attribution.Dispersion.RatioInterval;
import org.jmhpprof.gate.model.Figures;

/**
 * What was measured as a whole, and what it allows to say.
 *
 * @param total all CPU time
 * @param own the benchmark's own
 * @param cpu ratio of that
 * @param wall ratio of the profiled wall time
 * @param wallDifference of all worker threads together, ns per operation; NaN if unknown
 * @param timed the change without a profiler, if there is one
 */
record Readings(
    CostEstimate total,
    CostEstimate own,
    RatioInterval cpu,
    RatioInterval wall,
    double wallDifference,
    Optional<RatioInterval> timed) {
  /** Below this share of the wall time's difference, CPU time does not explain it. */
  private static final double ON_CPU = 0.5;

  /** Why no function may be named, or null. */
  Outcome barred(boolean replicated) {
    if (!replicated) {
      return Outcome.UNREPLICATED;
    }
    if (timed.isPresent() && !reproduces(timed.get())) {
      return Outcome.NOT_REPRODUCED;
    }
    boolean slower = timed.isPresent() ? timed.get().ratio() > 1 : wall.lower() > 1;
    boolean offCpu = wallDifference > 0 && own.upper() < ON_CPU * wallDifference;
    return slower && offCpu ? Outcome.OFF_CPU : null;
  }

  /** By its wall time, or by its CPU time where a busy machine blurs the wall time. */
  private boolean reproduces(RatioInterval change) {
    return wall.agreesWith(change) || cpu.agreesWith(change);
  }

  /**
   * Which way to look: that of the timed change, else that of CPU time if it is more than noise.
   */
  double sign() {
    if (timed.isPresent()) {
      return Math.signum(Math.log(timed.get().ratio()));
    }
    return own.excludesZero() ? Math.signum(own.difference()) : 0;
  }

  Outcome outcome(List<Suspect> suspects, List<Moved> moved) {
    if (!suspects.isEmpty()) {
      return Outcome.EXPLAINED;
    }
    // Cost that moved does not explain cost that was added.
    if (!moved.isEmpty() && !own.excludesZero()) {
      return Outcome.MOVED;
    }
    return own.excludesZero() ? Outcome.UNEXPLAINED : Outcome.NO_DIFFERENCE;
  }

  String explain(Outcome outcome, List<Suspect> suspects, List<Moved> moved) {
    return switch (outcome) {
      case EXPLAINED -> explained(suspects.get(0));
      case MOVED ->
          "Cost moved from %s to %s, and %s costs what it did"
              .formatted(moved.get(0).from(), moved.get(0).to(), moved.get(0).under());
      case OFF_CPU ->
          "Off-CPU: wall time changed by %s ns/op, CPU time only by %s ns/op"
              .formatted(Figures.signed(wallDifference), change(own));
      case NOT_REPRODUCED ->
          "The profiled forks do not reproduce the change: wall time %s, CPU time %s, timed %s"
              .formatted(change(wall), change(cpu), change(timed.orElseThrow()));
      case UNEXPLAINED ->
          "CPU time changed by %s ns/op, but no function stands out".formatted(change(own));
      case NO_DIFFERENCE ->
          timed.isPresent() && timed.get().excludesOne()
              ? "The profiles are too short to explain a change of %s: CPU time changed by %s ns/op in them"
                  .formatted(change(timed.get()), change(own))
              : "No difference of CPU time beyond noise: %s ns/op".formatted(change(own));
      case UNREPLICATED ->
          "CPU time changed by %s ns/op; one fork a side has no error bar"
              .formatted(Figures.signed(own.difference()));
    };
  }

  private String explained(Suspect suspect) {
    String name = suspect.function().function();
    return own.excludesZero()
        ? "%s explains %s of %s ns/op"
            .formatted(
                name, Figures.wholePercent(suspect.share()), Figures.signed(own.difference()))
        : "%s changed by %s ns/op".formatted(name, change(suspect.difference()));
  }

  private static String change(CostEstimate cost) {
    return Figures.signed(cost.difference(), cost.halfWidth());
  }

  private static String change(RatioInterval ratio) {
    return Figures.change(ratio.ratio(), ratio.lower(), ratio.upper());
  }
}
