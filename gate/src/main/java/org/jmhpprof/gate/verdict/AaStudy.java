// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.ExactTests.Proportion;
import org.jmhpprof.gate.stats.Moments;

/**
 * How often the judge would have cried wolf over real forks of one build. Each comparison draws
 * some of the blocks, and in each block by lot which of its two forks is base.
 */
public final class AaStudy {
  /** Blocks of two forks of the same build, of one benchmark. */
  private record Blocks(BenchmarkResult result, List<Fork> first, List<Fork> second) {}

  private final List<Blocks> benchmarks = new ArrayList<>();
  private final int forks;

  /**
   * Results.
   *
   * @param suites with at least one REGRESSED
   * @param benchmarks that are REGRESSED
   */
  public record Alarms(Proportion suites, Proportion benchmarks) {}

  /**
   * A study.
   *
   * @param first one fork of each block
   * @param second the other
   * @param forks per side of each comparison
   */
  public AaStudy(Side first, Side second, int forks) {
    this.forks = forks;
    first
        .results()
        .forEach(
            (key, result) -> {
              Series one = result.metrics().get(Metric.SCORE);
              BenchmarkResult twin = second.results().get(key);
              if (twin != null && one.metric().direction() != Direction.UNKNOWN) {
                Blocks blocks = paired(result, one, twin.metrics().get(Metric.SCORE));
                if (blocks.first.size() >= forks) {
                  benchmarks.add(blocks);
                }
              }
            });
  }

  private static Blocks paired(BenchmarkResult result, Series one, Series two) {
    Map<String, Fork> others = new TreeMap<>();
    two.forks().forEach(fork -> others.put(fork.session() + " " + fork.block(), fork));
    List<Fork> first = new ArrayList<>();
    List<Fork> second = new ArrayList<>();
    for (Fork fork : one.forks()) {
      Fork other = others.get(fork.session() + " " + fork.block());
      if (other != null) {
        first.add(fork);
        second.add(other);
      }
    }
    return new Blocks(result, first, second);
  }

  /** How many benchmarks have enough blocks. */
  public int benchmarks() {
    return benchmarks.size();
  }

  /**
   * Compares single benchmarks without using a fork twice. Comparisons of different benchmarks are
   * independent: in each, base and head are drawn by lot.
   */
  public Proportion independentAlone(Judge judge, Random random) {
    int alarms = 0;
    int trials = 0;
    for (Blocks blocks : benchmarks) {
      List<Integer> order = shuffled(blocks, random);
      for (int from = 0; from + forks <= order.size(); from += forks) {
        SortedMap<BenchmarkKey, List<Fork>> base = new TreeMap<>();
        SortedMap<BenchmarkKey, List<Fork>> head = new TreeMap<>();
        draw(blocks, order.subList(from, from + forks), base, head, random);
        SuiteResult suite = judge.judge(side(base), side(head), true);
        alarms += suite.count(Verdict.REGRESSED) > 0 ? 1 : 0;
        trials++;
      }
    }
    return new Proportion(alarms, trials);
  }

  /** Makes so many suite comparisons. */
  public Alarms run(Judge judge, int comparisons, Random random) {
    int suites = 0;
    int singles = 0;
    for (int i = 0; i < comparisons; i++) {
      SortedMap<BenchmarkKey, List<Fork>> base = new TreeMap<>();
      SortedMap<BenchmarkKey, List<Fork>> head = new TreeMap<>();
      benchmarks.forEach(
          blocks -> draw(blocks, shuffled(blocks, random).subList(0, forks), base, head, random));
      SuiteResult suite = judge.judge(side(base), side(head), true);
      suites += suite.count(Verdict.REGRESSED) > 0 ? 1 : 0;
      singles += (int) suite.count(Verdict.REGRESSED);
    }
    return new Alarms(
        new Proportion(suites, comparisons),
        new Proportion(singles, comparisons * benchmarks.size()));
  }

  private static List<Integer> shuffled(Blocks blocks, Random random) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < blocks.first.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    return order;
  }

  private static void draw(
      Blocks blocks,
      List<Integer> chosen,
      SortedMap<BenchmarkKey, List<Fork>> base,
      SortedMap<BenchmarkKey, List<Fork>> head,
      Random random) {
    List<Fork> before = new ArrayList<>();
    List<Fork> after = new ArrayList<>();
    for (int block : chosen) {
      boolean swap = random.nextBoolean();
      before.add((swap ? blocks.second : blocks.first).get(block));
      after.add((swap ? blocks.first : blocks.second).get(block));
    }
    base.put(blocks.result.key(), before);
    head.put(blocks.result.key(), after);
  }

  private Side side(SortedMap<BenchmarkKey, List<Fork>> forks) {
    SortedMap<BenchmarkKey, BenchmarkResult> results = new TreeMap<>();
    for (Blocks blocks : benchmarks) {
      BenchmarkResult result = blocks.result;
      if (forks.containsKey(result.key())) {
        results.put(result.key(), result.withScore(forks.get(result.key())));
      }
    }
    return new Side("", List.of(), results, new TreeMap<>());
  }

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
                  forks ->
                      forks.stream().mapToDouble(fork -> Math.log(cost(series, fork))).toArray())
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
}
