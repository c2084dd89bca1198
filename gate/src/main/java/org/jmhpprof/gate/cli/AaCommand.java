// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jmhpprof.gate.cli.Gate.Interruption;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.model.Verdict.ExitStatus;
import org.jmhpprof.gate.run.BenchmarkJar;
import org.jmhpprof.gate.run.Blocks;
import org.jmhpprof.gate.run.Blocks.TimeLimit;
import org.jmhpprof.gate.run.Build;
import org.jmhpprof.gate.run.JmhOptions;
import org.jmhpprof.gate.run.JmhOptions.Task;
import org.jmhpprof.gate.stats.ExactTests.Proportion;
import org.jmhpprof.gate.verdict.AaStudy;
import org.jmhpprof.gate.verdict.AaStudy.NoiseFloor;
import org.jmhpprof.gate.verdict.Judge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One build against itself. */
@Command(
    name = "aa",
    mixinStandardHelpOptions = true,
    description = "Says how noisy this machine is, and how often the gate would cry wolf.",
    footer = {
      "",
      "Options with one dash, such as -i 5 -wi 3, go to JMH. The store keeps every session; with",
      "two or more it serves as --baseline or --noise.",
      "Exit status: 0; 1 if the gate cried wolf more often than its error rate allows; 2 also if",
      "there are too few blocks for a comparison. --all, --fail-on, --profiler-jar and --allow-...",
      "do nothing here."
    })
final class AaCommand implements Callable<Integer> {
  private final List<String> jmhWords;

  @Spec private CommandSpec spec;
  @Mixin private JudgeOptions options;
  @Mixin private JarOptions jars;

  @Option(
      names = "--jar",
      paramLabel = "JAR",
      description = "The benchmarks. Without it the store is evaluated as it is.")
  private Path jar;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      defaultValue = "jmh-gate-store",
      description = "Where sessions are kept. Default: ${DEFAULT-VALUE}.")
  private Path store;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      defaultValue = "20",
      description = "Blocks of two forks per benchmark. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "6",
      description = "Forks per side of a comparison. Default: ${DEFAULT-VALUE}.")
  private int forks;

  @Option(
      names = "--comparisons",
      paramLabel = "N",
      defaultValue = "200",
      description = "Suite comparisons drawn from the blocks. Default: ${DEFAULT-VALUE}.")
  private int comparisons;

  AaCommand(List<String> jmhWords) {
    this.jmhWords = jmhWords;
  }

  @Override
  public Integer call() throws BadInput, IOException, InterruptedException {
    if (forks < 2 || count < 2 || comparisons < 1) {
      throw new BadInput("--forks and --blocks: 2 or more, --comparisons: 1 or more");
    }
    Judge judge = options.judge();
    long seed = jars.seed() != null ? jars.seed() : ThreadLocalRandom.current().nextInt(1_000_000);
    if (jar == null) {
      if (!jmhWords.isEmpty()) {
        throw new BadInput(jmhWords.get(0) + ": nothing is run without --jar");
      }
      return evaluate(judge, seed);
    }
    JmhOptions jmh = JmhOptions.of(jmhWords);
    BenchmarkJar benchmarks = jars.open(jar);
    SortedSet<String> names = benchmarks.list(jars.patterns(), jmh);
    if (names.isEmpty()) {
      throw new BadInput(String.join(" ", jars.patterns()) + ": no benchmark matches");
    }
    new Manifest(
            new TreeMap<>(
                Map.of("jar", benchmarks.digest(), "jmhOptions", String.join(" ", jmh.words()))))
        .claim(
            store,
            Map.of("jar", jar.toString(), "jmhOptions", "what goes to JMH"),
            "choose another directory for --store");
    Instant start = Instant.now();
    Path session = store.resolve(start.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", ""));
    PrintWriter err = spec.commandLine().getErr();
    err.println("seed " + seed + ", results in " + session);
    List<Build> builds =
        Stream.of("a", "b")
            .map(name -> new Build(name, benchmarks, session.resolve(name), session, Renames.NONE))
            .toList();
    try (ConsoleProgress progress = new ConsoleProgress(err)) {
      Blocks blocks =
          new Blocks(
              builds,
              jmh,
              start.toString(),
              seed,
              jars.pairs(session.resolve("stubs"), err),
              TimeLimit.timedOnly(start, jars.budget()),
              progress);
      Interruption interruption = new Interruption(blocks::cancel);
      try {
        blocks.run(names.stream().map(Task::all).toList(), count);
        progress.end();
        return evaluate(judge, seed);
      } finally {
        interruption.reported();
      }
    }
  }

  private int evaluate(Judge judge, long seed) throws BadInput, IOException {
    if (!Files.isDirectory(store)) {
      throw new BadInput(store + ": no such directory");
    }
    PrintWriter out = spec.commandLine().getOut();
    Settings settings = judge.settings();
    printNoise(SideReader.read(store.toString(), List.of(store)), settings, out);
    AaStudy study = new AaStudy(half("a"), half("b"), forks);
    if (study.benchmarks() == 0) {
      throw new BadInput(
          store + ": no benchmark has " + forks + " blocks, so no comparison can be drawn");
    }
    AaStudy.Alarms alarms = study.run(judge, comparisons, new Random(seed));
    Proportion independent = study.independentAlone(judge, new Random(seed));
    printAlarms(study, alarms, independent, settings.alpha(), out);
    boolean tooMany = independent.exceeds(settings.alpha());
    if (tooMany) {
      spec.commandLine()
          .getErr()
          .println("jmh-pprof-gate: more false alarms than the error rate allows");
    }
    return (tooMany ? ExitStatus.REGRESSION : ExitStatus.PASS).code();
  }

  private Side half(String name) throws BadInput, IOException {
    try (Stream<Path> sessions = Files.list(store)) {
      List<Path> halves =
          sessions.map(each -> each.resolve(name)).filter(Files::isDirectory).sorted().toList();
      return SideReader.read(name, halves);
    }
  }

  private static void printNoise(Side all, Settings settings, PrintWriter out) {
    out.println(
        "| benchmark | forks | sessions | SD between forks | within blocks | within forks |"
            + " between sessions | range of fork means | forks for OK |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    for (BenchmarkResult result : all.results().values()) {
      if (!result.metrics().get(Metric.SCORE).forks().isEmpty()) {
        NoiseFloor floor = NoiseFloor.of(result, settings);
        out.printf(
            Locale.ROOT,
            "| %s | %d | %d | %s | %s | %s | %s | %s | %s |%n",
            result.key().display(),
            floor.forks(),
            floor.sessions(),
            percent(floor.betweenForks()),
            percent(floor.withinBlocks()),
            percent(floor.withinForks()),
            percent(floor.betweenSessions()),
            percent(floor.range()),
            floor.forksNeeded() < 0 ? "over 1000" : floor.forksNeeded());
      }
    }
    out.println();
  }

  private void printAlarms(
      AaStudy study, AaStudy.Alarms alarms, Proportion alone, double alpha, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        """
        %d comparisons of a suite of %d benchmarks with itself, %d forks per side:

        | called worse by | suites with a false alarm | upper 95 %% bound | benchmarks |
        |---|---|---|---|
        | this gate | %d of %d (%s %%) | %.1f %% | %s %% |

        These share their forks. Of %d comparisons of one benchmark that share none, %d called it \
        worse: at most %.1f %% of such comparisons are false alarms, with a confidence of 95 %%. \
        The error rate is %.1f %%.
        """,
        comparisons,
        study.benchmarks(),
        forks,
        alarms.suites().count(),
        alarms.suites().trials(),
        alarms.suites().percent(),
        100 * alarms.suites().upper95(),
        alarms.benchmarks().percent(),
        alone.trials(),
        alone.count(),
        100 * alone.upper95(),
        100 * alpha);
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
