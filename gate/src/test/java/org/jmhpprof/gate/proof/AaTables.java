// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.ExactTests.Proportion;
import org.jmhpprof.gate.stats.Moments;
import org.jmhpprof.gate.verdict.AaStudy;
import org.jmhpprof.gate.verdict.Judge;

/**
 * How much the forks of one build differ in pairs and in turns, and how often the gate takes that
 * for a change: the tables of {@code .ci/prove-pairs ... aa}.
 */
public final class AaTables {
  /** Pairs at the looks of a run, unless it is told otherwise. */
  static final List<Integer> LOOKS = List.of(6, 12, 24);

  private static final int COMPARISONS = 1000;
  private static final double FORKS_ALPHA = Settings.DEFAULTS.alpha() / 2;

  private AaTables() {}

  /** Arguments: the directory of the runs. */
  public static void main(String[] arguments) throws BadInput, IOException {
    if (arguments.length != 1) {
      System.err.println("usage: AaTables <dir>");
      System.exit(2);
    }
    Path directory = Path.of(arguments[0]);
    MeasuredBlocks pairs = MeasuredBlocks.read(directory, "aa-pairs");
    MeasuredBlocks turns = MeasuredBlocks.read(directory, "aa-turns");
    scatter(System.out, pairs, turns);
    System.out.println();
    alarms(System.out, pairs, turns);
  }

  private static void scatter(PrintStream out, MeasuredBlocks pairs, MeasuredBlocks turns) {
    out.println(
        "| benchmark | pairs | s each | mean | SD | largest | pairs for OK at 2 % | blocks in turns"
            + " | s each | mean | SD | forks for OK at 2 % | at 5 % |");
    out.println("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (BenchmarkKey key : pairs.blocks().keySet()) {
      double[] logRatios = pairs.logRatios(key);
      out.printf(
          Locale.ROOT,
          "| %s | %s | %.1f %% | %s | %s |%n",
          key.display(),
          measured(pairs, key),
          100 * Arrays.stream(logRatios).map(Math::abs).max().orElse(Double.NaN),
          forksForOk(logRatios, Settings.DEFAULTS.pairMargin()),
          turns.blocks().containsKey(key)
              ? measured(turns, key)
                  + " | "
                  + forksForOk(turns.logRatios(key), Settings.DEFAULTS.pairMargin())
                  + " | "
                  + forksForOk(turns.logRatios(key), Settings.DEFAULTS.margin())
              : "- | - | - | - | - | -");
    }
  }

  private static String measured(MeasuredBlocks blocks, BenchmarkKey key) {
    Moments moments = Moments.of(blocks.logRatios(key));
    return String.format(
        Locale.ROOT,
        "%d | %.1f | %+.2f %% | %.2f %%",
        moments.n(),
        blocks.spacings().get(key).toMillis() / 1000.0,
        100 * moments.mean(),
        100 * Math.sqrt(moments.variance()));
  }

  private static String forksForOk(double[] logRatios, double margin) {
    double variance = Moments.of(logRatios).variance();
    int forks = Change.forksNeeded(Math.log1p(margin), variance, true, FORKS_ALPHA);
    return forks < 0 ? "over 1000" : String.valueOf(forks);
  }

  private static void alarms(PrintStream out, MeasuredBlocks pairs, MeasuredBlocks turns) {
    out.printf(
        Locale.ROOT,
        "%d comparisons of the suite with itself, drawn from these forks; error rate 5 %%, margin"
            + " 2 %% in pairs and 5 %% in turns:%n%n",
        COMPARISONS);
    out.println(
        "| design | forks per side | suites with a false alarm | benchmarks | comparisons of one"
            + " benchmark that share no fork | upper 95 % bound of these |");
    out.println("|---|--:|--:|--:|--:|--:|");
    for (int forks : LOOKS) {
      row(out, "pairs", pairs, forks);
    }
    for (int forks : LOOKS) {
      row(out, "turns", turns, forks);
    }
    double limit = Math.log1p(Settings.DEFAULTS.pairMargin());
    List<double[]> suite = pairs.blocks().keySet().stream().map(pairs::logRatios).toList();
    double once = FalseAlarmBound.of(suite, limit, List.of(LOOKS.get(0)), 0.05);
    double all = FalseAlarmBound.of(suite, limit, LOOKS, 0.05);
    out.printf(
        Locale.ROOT,
        "%nWithout drawing, by how many pairs lie beyond the margin: with a confidence of 95 %%, at"
            + " most %s of such suites have a false alarm at %d pairs, and at most %s of runs with"
            + " looks at 6, 12 and 24.%n",
        percent(once),
        LOOKS.get(0),
        percent(all));
  }

  private static void row(PrintStream out, String design, MeasuredBlocks blocks, int forks) {
    AaStudy study = new AaStudy(blocks.base(), blocks.head(), forks);
    if (study.benchmarks() < blocks.blocks().size() || study.benchmarks() == 0) {
      return;
    }
    Judge judge = new Judge(Settings.DEFAULTS, Optional.empty());
    AaStudy.Alarms alarms = study.run(judge, COMPARISONS, new Random(1));
    Proportion apart = study.independentAlone(judge, new Random(1));
    out.printf(
        Locale.ROOT,
        "| %s | %d | %d of %d | %d of %d | %d of %d | %.1f %% |%n",
        design,
        forks,
        alarms.suites().count(),
        alarms.suites().trials(),
        alarms.benchmarks().count(),
        alarms.benchmarks().trials(),
        apart.count(),
        apart.trials(),
        100 * apart.upper95());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.001 ? "%.4f %%" : "%.2f %%", 100 * share);
  }
}
