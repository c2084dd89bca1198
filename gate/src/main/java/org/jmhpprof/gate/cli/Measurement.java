// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jmhpprof.gate.cli.Gate.Interruption;
import org.jmhpprof.gate.cli.SideOptions.Injection;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.SuiteResult.Conclusion;
import org.jmhpprof.gate.model.Verdict.ExitStatus;
import org.jmhpprof.gate.profiles.SuiteProfiles;
import org.jmhpprof.gate.run.Blocks;
import org.jmhpprof.gate.run.Blocks.TimeLimit;
import org.jmhpprof.gate.run.JmhOptions;
import org.jmhpprof.gate.run.JmhOptions.Task;
import org.jmhpprof.gate.run.Pairs;
import org.jmhpprof.gate.run.RunDirectory;
import org.jmhpprof.gate.run.SequentialRun;
import org.jmhpprof.gate.run.SequentialRun.Confirmation;
import org.jmhpprof.gate.run.SequentialRun.Plan;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Measures what a run planned, and reports what came of it, also when it is interrupted. */
record Measurement(
    CommandSpec spec,
    JudgeOptions options,
    ReportOptions reportOptions,
    JarOptions jars,
    SideOptions sides,
    RunOptions run,
    RunDirectory directory,
    JmhOptions jmh) {
  /** What {@code run} compares, how long it measures, and where that goes. */
  static final class RunOptions {
    @Option(names = "--base", paramLabel = "JAR", description = "Benchmarks of the old build.")
    Path base;

    @Option(
        names = "--baseline",
        paramLabel = "DIR",
        description = "Stored results of the old build instead of its jar, as aa --store leaves.")
    Path baseline;

    @Option(
        names = "--head",
        required = true,
        paramLabel = "JAR",
        description = "Benchmarks of the new build.")
    Path head;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        defaultValue = "jmh-gate",
        description = "Where results go. Default: ${DEFAULT-VALUE}.")
    Path out;

    @Option(
        names = "--forks",
        paramLabel = "N",
        defaultValue = "6",
        description = "Forks per side before the first verdict. Default: ${DEFAULT-VALUE}.")
    int forks;

    @Option(
        names = "--max-forks",
        paramLabel = "N",
        defaultValue = "24",
        description =
            "Forks per side for what stays undecided; not with --baseline. Default:"
                + " ${DEFAULT-VALUE}.")
    int maxForks;

    @Option(names = "--fresh", description = "Discard what an earlier run left in --out.")
    boolean fresh;

    @Option(names = "--no-profile", description = "Do not profile what changed.")
    boolean noProfile;

    @Option(
        names = "--profile-forks",
        paramLabel = "N",
        defaultValue = "5",
        description = "Profiled forks per side of what changed. Default: ${DEFAULT-VALUE}.")
    int profileForks;

    @Option(
        names = "--confirm",
        description = "Measure what regressed in pairs once more, in turns and by wall time.")
    boolean confirm;

    /**
     * Checks.
     *
     * @throws BadInput if they contradict each other
     */
    void check() throws BadInput {
      if ((base == null) == (baseline == null)) {
        throw new BadInput("--base or --baseline: one of them is needed");
      }
      if (forks < 2 || maxForks < forks) {
        throw new BadInput("--forks: expected 2 or more, and --max-forks not less");
      }
      if (profileForks < 1) {
        throw new BadInput("--profile-forks: expected 1 or more; --no-profile for none");
      }
    }
  }

  /** Returns the exit status. */
  int run(Plan plan, long seed, Renames renames)
      throws BadInput, IOException, InterruptedException {
    err().println("seed " + seed + ", results in " + run.out);
    Optional<Pairs> pairs =
        run.base == null ? Optional.empty() : jars.pairs(directory.stubs(), err());
    Optional<String> whyNoProfile =
        run.noProfile ? Optional.of("--no-profile") : plan.whyNoProfile();
    if (sides.injected().isPresent()) {
      if (pairs.isEmpty()) {
        throw new BadInput("--inject: only pairs are slowed down, and here are none");
      }
      whyNoProfile = Optional.of("--inject");
    }
    Instant start = Instant.now();
    TimeLimit time =
        whyNoProfile.isPresent()
            ? TimeLimit.timedOnly(start, jars.budget())
            : TimeLimit.withProfiles(start, jars.budget());
    try (ConsoleProgress progress = new ConsoleProgress(err())) {
      Blocks blocks = new Blocks(plan.builds(), jmh, start.toString(), seed, pairs, time, progress);
      Optional<Blocks> turns = Optional.empty();
      if (run.confirm && pairs.isPresent()) {
        turns =
            Optional.of(
                new Blocks(
                    directory.confirming(plan.builds()),
                    jmh,
                    start.toString(),
                    seed,
                    Optional.empty(),
                    time,
                    progress));
      }
      List<Blocks> all = Stream.concat(Stream.of(blocks), turns.stream()).toList();
      Interruption interruption = new Interruption(() -> all.forEach(Blocks::cancel));
      try {
        blocks.load(plan.benchmarks());
        SequentialRun sequence = new SequentialRun(plan, blocks, progress);
        SuiteResult suite = sequence.untilDecided();
        if (turns.isPresent() && !blocks.cancelled()) {
          suite =
              new Confirmation(directory, turns.get(), run.forks, options.judge())
                  .of(suite, renames);
        }
        List<Task> changed = sequence.changed(suite);
        if (!changed.isEmpty() && whyNoProfile.isPresent()) {
          progress.say("not profiled: " + whyNoProfile.get());
        } else {
          blocks.profile(changed, SequentialRun.allocating(suite), run.profileForks);
        }
        progress.end();
        return report(suite, injection(suite, plan), sequence.taken(), seed, renames);
      } finally {
        interruption.reported();
      }
    }
  }

  /** What was found of what was injected; empty if nothing was. */
  private Optional<Injection> injection(SuiteResult suite, Plan plan) throws BadInput {
    if (sides.injected().isEmpty()) {
      return Optional.empty();
    }
    Set<BenchmarkKey> paired =
        plan.reader().read().head().results().values().stream()
            .filter(BenchmarkResult::isPaired)
            .map(BenchmarkResult::key)
            .collect(Collectors.toSet());
    return Optional.of(new Injection(sides.injected().getAsDouble(), paired, suite));
  }

  private int report(
      SuiteResult suite, Optional<Injection> injection, int taken, long seed, Renames renames)
      throws BadInput, IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Conclusion conclusion =
        injection
            .map(Injection::conclusion)
            .orElseGet(() -> Conclusion.of(suite, options.failOnInconclusive()));
    new ResultTable(suite, options.all(), Ansi.AUTO).print(out);
    reportOptions.report(suite, conclusion, profiles(renames), Optional.of(seed), out);
    if (!suite.complete() && suite.tests() > 0) {
      directory.endEarly(taken);
    }
    if (injection.isPresent() && conclusion.status() == ExitStatus.PASS) {
      out.println(injection.get().found());
    }
    return Gate.conclude(conclusion, err());
  }

  /** Those that are there. A verdict does not need them, so that their failure costs no report. */
  private Optional<SuiteProfiles> profiles(Renames renames) {
    try {
      return directory.readProfiles(renames);
    } catch (BadInput e) {
      err().println("no functions: " + e.getMessage());
      return Optional.empty();
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
