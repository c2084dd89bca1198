// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.stats.ExactTests.Proportion;
import org.jmhpprof.gate.verdict.Judge;

/**
 * How often the gate, and what others use in its place, would have cried wolf over real forks of
 * one build. Each comparison draws some of the blocks, and in each block by lot which of its two
 * forks is base.
 */
public final class AaStudy {
  /**
   * A way to call two sides different, at its own nominal level of 5 % unless its title differs.
   */
  interface Criterion {
    /** As it stands in tables. */
    String title();

    /**
     * Whether it calls them different.
     *
     * @param base {@code [fork][iteration]}, cost per operation
     * @param head likewise
     */
    boolean differ(double[][] base, double[][] head);
  }

  private static final List<Method> COMPARED =
      List.of(
          Method.POOLED_WELCH,
          Method.POOLED_MANN_WHITNEY,
          Method.JMH_INTERVALS,
          Method.FIXED_5,
          Method.WELCH_FORKS);

  /** Blocks of two forks of the same build, of one benchmark. */
  private record Blocks(BenchmarkResult result, List<Fork> first, List<Fork> second) {}

  private final List<Blocks> benchmarks = new ArrayList<>();
  private final int forks;

  /**
   * Results.
   *
   * @param gate suites with at least one REGRESSED by the gate
   * @param alone benchmarks REGRESSED by the gate, each as a suite of its own
   * @param gateBenchmarks benchmarks REGRESSED by the gate
   * @param methods suites in which a method calls at least one benchmark worse
   * @param methodBenchmarks benchmarks that a method calls worse
   */
  public record Alarms(
      Proportion gate,
      Proportion alone,
      Proportion gateBenchmarks,
      Map<String, Proportion> methods,
      Map<String, Proportion> methodBenchmarks) {}

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
    int gate = 0;
    int alone = 0;
    int gateBenchmarks = 0;
    Map<Method, Integer> suites = new EnumMap<>(Method.class);
    Map<Method, Integer> singles = new EnumMap<>(Method.class);
    for (int i = 0; i < comparisons; i++) {
      SortedMap<BenchmarkKey, List<Fork>> base = new TreeMap<>();
      SortedMap<BenchmarkKey, List<Fork>> head = new TreeMap<>();
      benchmarks.forEach(
          blocks -> draw(blocks, shuffled(blocks, random).subList(0, forks), base, head, random));
      SuiteResult suite = judge.judge(side(base), side(head), true);
      for (BenchmarkKey key : base.keySet()) {
        alone +=
            (int)
                judge
                    .judge(side(only(base, key)), side(only(head, key)), true)
                    .count(Verdict.REGRESSED);
      }
      gate += suite.count(Verdict.REGRESSED) > 0 ? 1 : 0;
      gateBenchmarks += (int) suite.count(Verdict.REGRESSED);
      for (Method method : COMPARED) {
        int worse = 0;
        for (Blocks blocks : benchmarks) {
          BenchmarkKey key = blocks.result.key();
          double[][] before = costs(blocks, base.get(key));
          double[][] after = costs(blocks, head.get(key));
          boolean slower = Method.mean(after) > Method.mean(before);
          worse += slower && method.differ(before, after) ? 1 : 0;
        }
        suites.merge(method, worse > 0 ? 1 : 0, Integer::sum);
        singles.merge(method, worse, Integer::sum);
      }
    }
    return new Alarms(
        new Proportion(gate, comparisons),
        new Proportion(alone, comparisons * benchmarks.size()),
        new Proportion(gateBenchmarks, comparisons * benchmarks.size()),
        rates(suites, comparisons),
        rates(singles, comparisons * benchmarks.size()));
  }

  private static SortedMap<BenchmarkKey, List<Fork>> only(
      SortedMap<BenchmarkKey, List<Fork>> all, BenchmarkKey key) {
    return new TreeMap<>(Map.of(key, all.get(key)));
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

  private static double[][] costs(Blocks blocks, List<Fork> forks) {
    Direction direction = blocks.result.metrics().get(Metric.SCORE).metric().direction();
    return forks.stream().map(fork -> fork.costs(direction)).toArray(double[][]::new);
  }

  private static Map<String, Proportion> rates(Map<Method, Integer> counts, int trials) {
    Map<String, Proportion> rates = new LinkedHashMap<>();
    counts.forEach((method, count) -> rates.put(method.title(), new Proportion(count, trials)));
    return rates;
  }
}
