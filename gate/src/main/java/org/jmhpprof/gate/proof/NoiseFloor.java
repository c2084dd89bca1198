// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.Moments;

/**
 * How much one benchmark scatters on a machine, as shares of its cost.
 *
 * @param forks how many were seen
 * @param sessions in how many sessions
 * @param betweenForks standard deviation of fork means within a session
 * @param withinBlocks standard deviation of the ratio of the two forks of a block; NaN for fewer
 *     than two blocks
 * @param withinForks standard deviation of the iterations of a fork
 * @param betweenSessions standard deviation of session means; NaN for fewer than two sessions
 * @param range largest fork mean by the smallest, less 1
 * @param forksNeeded per side to see that nothing changed, within the margin; -1 for too many
 */
public record NoiseFloor(
    int forks,
    int sessions,
    double betweenForks,
    double withinBlocks,
    double withinForks,
    double betweenSessions,
    double range,
    int forksNeeded) {
  /**
   * From forks of one build.
   *
   * @param settings the margin, for pairs or turns, and the error rate
   */
  public static NoiseFloor of(BenchmarkResult result, Settings settings) {
    Series series = result.metrics().get(Metric.SCORE);
    // Of two forks that ran at once, only the ratio counts.
    boolean paired = result.isPaired();
    double margin = paired ? settings.pairMargin() : settings.margin();
    Direction direction = series.metric().direction();
    Map<String, List<double[]>> sessions =
        series.forks().stream()
            .collect(
                Collectors.groupingBy(
                    Fork::session,
                    LinkedHashMap::new,
                    Collectors.mapping(fork -> fork.costs(direction), Collectors.toList())));
    List<Double> sessionMeans = new ArrayList<>();
    double between = 0;
    double within = 0;
    int betweenFreedom = 0;
    int withinFreedom = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (List<double[]> forks : sessions.values()) {
      double[] means = new double[forks.size()];
      for (int i = 0; i < means.length; i++) {
        double[] fork = forks.get(i);
        Moments moments = Moments.of(fork);
        means[i] = Math.log(moments.mean());
        least = Math.min(least, moments.mean());
        most = Math.max(most, moments.mean());
        if (fork.length > 1) {
          double relative = moments.variance() / (moments.mean() * moments.mean());
          within += relative * (fork.length - 1);
          withinFreedom += fork.length - 1;
        }
      }
      Moments session = Moments.of(means);
      sessionMeans.add(session.mean());
      if (means.length > 1) {
        between += session.variance() * (means.length - 1);
        betweenFreedom += means.length - 1;
      }
    }
    double variance = between / betweenFreedom;
    double[] means = sessionMeans.stream().mapToDouble(Double::doubleValue).toArray();
    double ofRatio = Moments.of(logRatios(series)).variance();
    return new NoiseFloor(
        series.forks().size(),
        sessions.size(),
        Math.sqrt(variance),
        Math.sqrt(ofRatio),
        Math.sqrt(within / withinFreedom),
        Math.sqrt(Moments.of(means).variance()),
        most / least - 1,
        Change.forksNeeded(
            Math.log1p(margin), paired ? ofRatio : 2 * variance, paired, settings.alpha() / 2));
  }

  /** Of the two forks of each whole block. */
  private static double[] logRatios(Series series) {
    Map<String, List<Fork>> blocks =
        series.forks().stream()
            .filter(fork -> fork.block() > 0)
            .collect(Collectors.groupingBy(fork -> fork.session() + " " + fork.block()));
    return blocks.values().stream()
        .filter(block -> block.size() == 2)
        .mapToDouble(block -> Math.log(cost(series, block.get(1)) / cost(series, block.get(0))))
        .toArray();
  }

  private static double cost(Series series, Fork fork) {
    return Moments.of(fork.costs(series.metric().direction())).mean();
  }
}
