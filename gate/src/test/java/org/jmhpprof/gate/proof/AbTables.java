// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Settings.Allowed;
import org.jmhpprof.gate.model.Settings.Correction;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.proof.MeasuredBlocks.Block;
import org.jmhpprof.gate.stats.Moments;
import org.jmhpprof.gate.verdict.Judge;

/**
 * How often the gate finds a known slow-down by so many pairs: the tables of {@code .ci/prove-pairs
 * ... ab}. A suite is one draw of pairs of each callee, all slowed down alike, judged as a run with
 * the usual looks judges it.
 */
public final class AbTables {
  private static final List<Integer> PERCENTS = List.of(1, 2, 3, 5, 10);
  private static final int DRAWS = 500;

  private static final Judge BY_MARGIN = judge(Settings.DEFAULTS.pairMargin());
  private static final Judge BY_NOTHING = judge(0);

  /** How often a callee was REGRESSED, by number of pairs. */
  private static final class Found {
    private final Map<String, int[]> counts = new TreeMap<>();

    private void add(BenchmarkKey key, int pairs, boolean regressed) {
      int[] count = counts.computeIfAbsent(key + " " + pairs, any -> new int[2]);
      count[0] += regressed ? 1 : 0;
      count[1]++;
    }

    private String percents(BenchmarkKey key) {
      return String.join(
          " / ",
          AaTables.LOOKS.stream()
              .map(pairs -> counts.getOrDefault(key + " " + pairs, new int[2]))
              .map(count -> SlowDownTable.percent(count[0], count[1]))
              .toList());
    }
  }

  private final Path directory;
  private final Random random = new Random(1);

  private AbTables(Path directory) {
    this.directory = directory;
  }

  /** Arguments: the directory of the runs. */
  public static void main(String[] arguments) throws BadInput, IOException {
    if (arguments.length != 1) {
      System.err.println("usage: AbTables <dir>");
      System.exit(2);
    }
    new AbTables(Path.of(arguments[0])).print(System.out);
  }

  private static Judge judge(double margin) {
    Settings settings =
        new Settings(
            Settings.DEFAULTS.alpha(),
            margin,
            margin,
            Correction.HOLM,
            AaTables.LOOKS.size(),
            false,
            List.of(),
            Allowed.NOTHING);
    return new Judge(settings, Optional.empty());
  }

  private void print(PrintStream out) throws BadInput, IOException {
    out.println(
        "| callee | injected | pairs | measured | SD | minutes for 6 / 12 / 24 pairs | REGRESSED,"
            + " margin 2 % | REGRESSED, margin 0 |");
    out.println("|---|--:|--:|--:|--:|--:|--:|--:|");
    StringBuilder apart = new StringBuilder();
    for (int percent : PERCENTS) {
      MeasuredBlocks measured = MeasuredBlocks.read(directory, "ab-" + percent + "-");
      if (measured.blocks().isEmpty()) {
        continue;
      }
      Found byMargin = new Found();
      Found byNothing = new Found();
      for (int pairs : AaTables.LOOKS) {
        for (Map<BenchmarkKey, List<Block>> suite : draws(measured, pairs)) {
          judge(BY_MARGIN, measured, suite, byMargin, pairs);
          judge(BY_NOTHING, measured, suite, byNothing, pairs);
        }
      }
      for (BenchmarkKey key : measured.blocks().keySet()) {
        row(out, percent, measured, key, byMargin.percents(key), byNothing.percents(key));
      }
      apart.append(apart(percent, measured));
    }
    out.println();
    out.println("Benchmarks REGRESSED in suites that share no pair:\n");
    out.println("| injected | pairs | margin 2 % | margin 0 |");
    out.println("|--:|--:|--:|--:|");
    out.print(apart);
  }

  private static void row(
      PrintStream out,
      int percent,
      MeasuredBlocks measured,
      BenchmarkKey key,
      String byMargin,
      String byNothing) {
    Moments moments = Moments.of(measured.logRatios(key));
    double minutes = measured.spacings().get(key).toMillis() / 60_000.0;
    out.printf(
        Locale.ROOT,
        "| %s | %+d %% | %d | %+.2f %% | %.2f %% | %.1f / %.1f / %.1f | %s | %s |%n",
        key.benchmark().substring(SlowDownTable.CLASS.length() + 1),
        percent,
        moments.n(),
        100 * Math.expm1(moments.mean()),
        100 * Math.sqrt(moments.variance()),
        6 * minutes,
        12 * minutes,
        24 * minutes,
        byMargin,
        byNothing);
  }

  /** Random suites; one where all pairs are needed for it, none where there are too few. */
  private List<Map<BenchmarkKey, List<Block>>> draws(MeasuredBlocks measured, int pairs) {
    int fewest = measured.blocks().values().stream().mapToInt(List::size).min().orElse(0);
    int draws = fewest > pairs ? DRAWS : fewest == pairs ? 1 : 0;
    List<Map<BenchmarkKey, List<Block>>> suites = new ArrayList<>();
    for (int draw = 0; draw < draws; draw++) {
      SortedMap<BenchmarkKey, List<Block>> suite = new TreeMap<>();
      measured
          .blocks()
          .forEach(
              (key, blocks) -> {
                List<Block> shuffled = new ArrayList<>(blocks);
                Collections.shuffle(shuffled, random);
                suite.put(key, shuffled.subList(0, pairs));
              });
      suites.add(suite);
    }
    return suites;
  }

  /** Suites of neighbouring pairs, as runs one after the other would have had them. */
  private static List<Map<BenchmarkKey, List<Block>>> partition(
      MeasuredBlocks measured, int pairs) {
    int fewest = measured.blocks().values().stream().mapToInt(List::size).min().orElse(0);
    List<Map<BenchmarkKey, List<Block>>> suites = new ArrayList<>();
    for (int from = 0; from + pairs <= fewest; from += pairs) {
      SortedMap<BenchmarkKey, List<Block>> suite = new TreeMap<>();
      for (Map.Entry<BenchmarkKey, List<Block>> each : measured.blocks().entrySet()) {
        suite.put(each.getKey(), each.getValue().subList(from, from + pairs));
      }
      suites.add(suite);
    }
    return suites;
  }

  private static void judge(
      Judge judge,
      MeasuredBlocks measured,
      Map<BenchmarkKey, List<Block>> suite,
      Found found,
      int pairs) {
    for (Comparison each :
        judge.judge(measured.base(suite), measured.head(suite), true).comparisons()) {
      found.add(each.key(), pairs, each.verdict() == Verdict.REGRESSED);
    }
  }

  private static String apart(int percent, MeasuredBlocks measured) {
    StringBuilder text = new StringBuilder();
    for (int pairs : AaTables.LOOKS) {
      List<Map<BenchmarkKey, List<Block>>> suites = partition(measured, pairs);
      if (!suites.isEmpty()) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %+d %% | %d | %s | %s |%n",
                percent,
                pairs,
                regressed(BY_MARGIN, measured, suites),
                regressed(BY_NOTHING, measured, suites)));
      }
    }
    return text.toString();
  }

  private static String regressed(
      Judge judge, MeasuredBlocks measured, List<Map<BenchmarkKey, List<Block>>> suites) {
    int regressed = 0;
    int all = 0;
    for (Map<BenchmarkKey, List<Block>> suite : suites) {
      regressed +=
          (int)
              judge
                  .judge(measured.base(suite), measured.head(suite), true)
                  .count(Verdict.REGRESSED);
      all += suite.size();
    }
    return regressed + " of " + all;
  }
}
