// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jmhpprof.gate.model.Direction;
import org.jmhpprof.gate.model.Fork;
import org.jmhpprof.gate.stats.Moments;

/**
 * On which scale the costs of forks are compared.
 *
 * @param direction what makes a metric a cost
 * @param logs whether logarithms are compared; else the costs as they are
 */
record Scale(Direction direction, boolean logs) {
  /** Of the mean cost over the fork's iterations; infinite where an iteration got nothing done. */
  double of(Fork fork) {
    return on(Moments.of(fork.costs(direction)).mean());
  }

  /** Of the median cost, which one slow iteration does not move. */
  double ofMedian(Fork fork) {
    double[] sorted = fork.costs(direction);
    Arrays.sort(sorted);
    int n = sorted.length;
    return on((sorted[(n - 1) / 2] + sorted[n / 2]) / 2);
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
