// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.SortedMap;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.proof.AaStudy;
import org.jmhpprof.gate.proof.NoiseFloor;
import org.jmhpprof.gate.stats.ExactTests.Proportion;

/** What {@code aa} prints. */
record AaReport(PrintWriter out) {
  void noise(Side all, Settings settings) {
    out.println(
        "| benchmark | forks | sessions | SD between forks | within blocks | within forks |"
            + " between sessions | range of fork means | forks for OK |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    SortedMap<BenchmarkKey, BenchmarkResult> results = all.results();
    results.forEach(
        (key, result) -> {
          Series score = result.metrics().get(Metric.SCORE);
          if (!score.forks().isEmpty()) {
            NoiseFloor floor = NoiseFloor.of(result, settings);
            out.printf(
                Locale.ROOT,
                "| %s | %d | %d | %s | %s | %s | %s | %s | %s |%n",
                key.display(),
                floor.forks(),
                floor.sessions(),
                percent(floor.betweenForks()),
                percent(floor.withinBlocks()),
                percent(floor.withinForks()),
                percent(floor.betweenSessions()),
                percent(floor.range()),
                floor.forksNeeded() < 0 ? "over 1000" : floor.forksNeeded());
          }
        });
    out.println();
  }

  void alarms(AaStudy.Alarms alarms, int benchmarks, int forks, int comparisons) {
    out.printf(
        Locale.ROOT,
        "%d comparisons of a suite of %d benchmarks with itself, %d forks per side:%n%n",
        comparisons,
        benchmarks,
        forks);
    out.println("| called worse by | suites with a false alarm | upper 95 % bound | benchmarks |");
    out.println("|---|---|---|---|");
    row("this gate", alarms.gate(), alarms.gateBenchmarks());
    alarms.methods().forEach((name, rate) -> row(name, rate, alarms.methodBenchmarks().get(name)));
  }

  private void row(String name, Proportion suites, Proportion benchmarks) {
    out.printf(
        Locale.ROOT,
        "| %s | %d of %d (%s %%) | %.1f %% | %s %% |%n",
        name,
        suites.count(),
        suites.trials(),
        suites.percent(),
        100 * suites.upper95(),
        benchmarks.percent());
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** What comparisons that share no fork say of the error rate. */
  void independent(Proportion alone, double alpha) {
    out.printf(
        Locale.ROOT,
        "%nThese share their forks. Of %d comparisons of one benchmark that share none, %d called"
            + " it worse: at most %.1f %% of such comparisons are false alarms, with a confidence"
            + " of 95 %%. The error rate is %.1f %%.%n",
        alone.trials(),
        alone.count(),
        100 * alone.upper95(),
        100 * alpha);
  }
}
