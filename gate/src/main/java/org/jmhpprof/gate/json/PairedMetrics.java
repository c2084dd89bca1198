// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jmhpprof.cost.Labels;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;

/** What a fork measured that shared its processor with one of the other side. */
final class PairedMetrics {
  /** Share of the median iteration's operations, below which an iteration does not count. */
  private static final double FEWEST_OPERATIONS = 0.25;

  private PairedMetrics() {}

  /**
   * Makes the CPU time of an operation the score. The time by the clock depends on the other fork,
   * too, so that it gets another name and no direction.
   */
  static void costIsScore(SortedMap<String, Series> metrics) {
    for (String name : List.copyOf(metrics.keySet())) {
      if (ResultFile.OURS.matcher(name).matches()) {
        Series clock = metrics.remove(name);
        String renamed = name.replaceFirst(Metric.SCORE, "wall");
        metrics.put(
            renamed,
            new Series(
                new Metric(renamed, clock.metric().unit(), Direction.UNKNOWN), clock.forks()));
      }
    }
    Series cost = metrics.remove(Labels.COST);
    Series operations = metrics.get(Labels.OPERATIONS);
    List<Fork> forks = new ArrayList<>();
    for (int i = 0; cost != null && operations != null && i < cost.forks().size(); i++) {
      forks.add(wherePossible(cost.forks().get(i), operations.forks().get(i).iterations()));
    }
    Metric score = new Metric(Metric.SCORE, "ns/op", Direction.LOWER_IS_BETTER);
    metrics.put(Metric.SCORE, new Series(score, forks));
  }

  /**
   * Without the iterations in which the loop hardly ran since others had the processor: what is
   * spent once an iteration then weighs too much.
   */
  private static Fork wherePossible(Fork costs, List<Double> operations) {
    List<Double> sorted = operations.stream().sorted().toList();
    double median = sorted.get(sorted.size() / 2);
    List<Double> kept = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      if (operations.get(i) >= FEWEST_OPERATIONS * median) {
        kept.add(costs.iterations().get(i));
      }
    }
    return new Fork(costs.source(), costs.index(), costs.block(), costs.session(), kept);
  }
}
