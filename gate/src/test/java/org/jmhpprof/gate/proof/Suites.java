// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fingerprint;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Settings.Correction;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.stats.ExactTests.Proportion;
import org.jmhpprof.gate.verdict.Judge;

/**
 * The whole gate on made-up suites: blocks, looks, margin, Holm. A suite has eight benchmarks that
 * changed alike.
 */
final class Suites {
  private static final int BENCHMARKS = 8;
  private static final List<Integer> LOOKS = List.of(6, 12, 24);

  /**
   * What the gate said.
   *
   * @param alarmed suites with at least one REGRESSED
   * @param regressed benchmarks
   * @param passed benchmarks found OK
   * @param undecided benchmarks
   * @param forks used per side and benchmark, on average
   */
  record Outcome(
      Proportion alarmed,
      Proportion regressed,
      Proportion passed,
      Proportion undecided,
      double forks) {}

  private Suites() {}

  static Outcome of(double change, double between, double within, int suites, Random random) {
    ForkModel model = ForkModel.plain("", between, within);
    int alarmed = 0;
    int[] verdicts = new int[Verdict.values().length];
    long forks = 0;
    for (int i = 0; i < suites; i++) {
      SuiteResult result = run(model, 1 + change, random);
      alarmed += result.count(Verdict.REGRESSED) > 0 ? 1 : 0;
      for (Comparison comparison : result.comparisons()) {
        verdicts[comparison.verdict().ordinal()]++;
        forks += comparison.base().size();
      }
    }
    int all = suites * BENCHMARKS;
    return new Outcome(
        new Proportion(alarmed, suites),
        new Proportion(verdicts[Verdict.REGRESSED.ordinal()], all),
        new Proportion(verdicts[Verdict.OK.ordinal()], all),
        new Proportion(verdicts[Verdict.INCONCLUSIVE.ordinal()], all),
        forks / (double) all);
  }

  /** As the command {@code run} does it: who is undecided goes on to the next look. */
  private static SuiteResult run(ForkModel model, double ratio, Random random) {
    Settings settings = new Settings(0.05, 0.05, Correction.HOLM, LOOKS.size(), false);
    Judge judge = new Judge(settings, Optional.empty());
    SortedMap<BenchmarkKey, List<Fork>> base = new TreeMap<>();
    SortedMap<BenchmarkKey, List<Fork>> head = new TreeMap<>();
    Set<BenchmarkKey> open = new TreeSet<>();
    for (int i = 0; i < BENCHMARKS; i++) {
      open.add(new BenchmarkKey("made.up.Benchmark" + i, "avgt", new TreeMap<>(), 1));
    }
    SuiteResult result = null;
    for (int look : LOOKS) {
      for (BenchmarkKey key : open) {
        add(base, key, look, model, 1, random);
        add(head, key, look, model, ratio, random);
      }
      result = judge.judge(side(base), side(head), true);
      open.clear();
      for (Comparison comparison : result.comparisons()) {
        if (comparison.verdict() == Verdict.INCONCLUSIVE) {
          open.add(comparison.key());
        }
      }
      if (open.isEmpty()) {
        break;
      }
    }
    return result;
  }

  private static void add(
      SortedMap<BenchmarkKey, List<Fork>> side,
      BenchmarkKey key,
      int upTo,
      ForkModel model,
      double mean,
      Random random) {
    List<Fork> forks = side.computeIfAbsent(key, any -> new ArrayList<>());
    while (forks.size() < upTo) {
      List<Double> iterations = new ArrayList<>();
      for (double value : model.side(1, 5, mean, random)[0]) {
        iterations.add(value);
      }
      forks.add(new Fork("", 1, forks.size() + 1, "one", iterations));
    }
  }

  static Side side(SortedMap<BenchmarkKey, List<Fork>> forks) {
    SortedMap<BenchmarkKey, BenchmarkResult> results = new TreeMap<>();
    Metric metric = new Metric(Metric.SCORE, "ns/op", Direction.LOWER_IS_BETTER);
    forks.forEach(
        (key, list) -> {
          SortedMap<String, Series> metrics = new TreeMap<>();
          metrics.put(Metric.SCORE, new Series(metric, list));
          results.put(
              key,
              new BenchmarkResult(
                  key,
                  Fingerprint.UNKNOWN,
                  metrics,
                  true,
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of()));
        });
    return new Side("", List.of(), results, new TreeMap<>());
  }

  /** The table, in Markdown. */
  static String table(int suites, long seed) {
    Random random = new Random(seed);
    StringBuilder text =
        new StringBuilder(
            "| true change | forks, within | suites with an alarm, % | upper 95 % bound |"
                + " benchmarks REGRESSED, % | OK, % | INCONCLUSIVE, % | forks per side |\n"
                + "|---|---|---|---|---|---|---|---|\n");
    for (double[] sd : new double[][] {{0.01, 0.01}, {0.02, 0.02}, {0.05, 0.03}}) {
      for (double change : new double[] {0, 0.03, 0.05, 0.1, 0.2}) {
        Outcome outcome = of(change, sd[0], sd[1], suites, random);
        text.append(
            String.format(
                Locale.ROOT,
                "| %+.0f %% | %.0f %%, %.0f %% | %s | %.1f | %s | %s | %s | %.1f |\n",
                100 * change,
                100 * sd[0],
                100 * sd[1],
                outcome.alarmed.percent(),
                100 * outcome.alarmed.upper95(),
                outcome.regressed.percent(),
                outcome.passed.percent(),
                outcome.undecided.percent(),
                outcome.forks));
      }
    }
    return text.toString();
  }
}
