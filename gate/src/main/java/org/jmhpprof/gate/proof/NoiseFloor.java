// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
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
    List<double[]> sessions =
        Fork.bySession(series.forks()).values().stream()
            .map(
                forks -> forks.stream().mapToDouble(fork -> Math.log(cost(series, fork))).toArray())
            .toList();
    double variance = Moments.pooledVariance(sessions);
    double ofRatio = Moments.of(logRatios(series)).variance();
    DoubleSummaryStatistics costs =
        series.forks().stream().mapToDouble(fork -> cost(series, fork)).summaryStatistics();
    return new NoiseFloor(
        series.forks().size(),
        sessions.size(),
        Math.sqrt(variance),
        Math.sqrt(ofRatio),
        Math.sqrt(
            Moments.pooledVariance(
                series.forks().stream().map(fork -> relative(series, fork)).toList())),
        Math.sqrt(Moments.ofMeans(sessions).variance()),
        costs.getMax() / costs.getMin() - 1,
        Change.forksNeeded(
            Math.log1p(margin), paired ? ofRatio : 2 * variance, paired, settings.alpha() / 2));
  }

  /** The iterations of a fork as shares of their mean. */
  private static double[] relative(Series series, Fork fork) {
    double mean = cost(series, fork);
    return DoubleStream.of(fork.costs(series.metric().direction())).map(v -> v / mean).toArray();
  }

  /** Of the two forks of each whole block. */
  private static double[] logRatios(Series series) {
    return Fork.ofWholeBlocks(series.forks()).stream()
        .mapToDouble(block -> Math.log(cost(series, block.get(1)) / cost(series, block.get(0))))
        .toArray();
  }

  private static double cost(Series series, Fork fork) {
    return Moments.of(fork.costs(series.metric().direction())).mean();
  }
}
