// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.Arrays;
import java.util.List;
import org.jmhpprof.gate.model.Direction;
import org.jmhpprof.gate.model.Fork;
import org.jmhpprof.gate.model.ForkPoint;
import org.jmhpprof.gate.stats.Drift;
import org.jmhpprof.gate.stats.Moments;

/** Forks as costs: what a throughput took per operation, and everything else as it is. */
final class Costs {
  private final Direction direction;

  Costs(Direction direction) {
    this.direction = direction;
  }

  /** Mean cost over the fork's iterations; infinite where an iteration got nothing done. */
  double of(Fork fork) {
    return Moments.of(iterations(fork)).mean();
  }

  /** Median cost, which one slow iteration does not move. */
  double medianOf(Fork fork) {
    double[] sorted = iterations(fork);
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private double[] iterations(Fork fork) {
    return fork.costs(direction);
  }

  /** From the metric to its cost, and back. */
  double invert(double value) {
    return direction.cost(value);
  }

  ForkPoint point(Fork fork, double margin) {
    Drift drift = Drift.of(iterations(fork), margin);
    return new ForkPoint(
        fork.source(),
        fork.index(),
        fork.block(),
        fork.session(),
        invert(of(fork)),
        drift.ratio(),
        drift.steady());
  }

  double[] of(List<Fork> forks) {
    return forks.stream().mapToDouble(this::of).toArray();
  }
}
