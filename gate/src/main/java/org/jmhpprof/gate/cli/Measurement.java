// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.Conclusion;
import org.jmhpprof.gate.model.Conclusion.ExitStatus;
import org.jmhpprof.gate.model.Renames;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.profiles.SuiteProfiles;
import org.jmhpprof.gate.run.Blocks;
import org.jmhpprof.gate.run.JmhOptions;
import org.jmhpprof.gate.run.Pairs;
import org.jmhpprof.gate.run.Task;
import org.jmhpprof.gate.run.TimeLimit;
import org.jmhpprof.gate.sequential.RunDirectory;
import org.jmhpprof.gate.sequential.SequentialRun;
import org.jmhpprof.gate.sequential.SequentialRun.Plan;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** Measures what a run planned, and reports what came of it, also when it is interrupted. */
record Measurement(
    CommandSpec spec,
    JudgeOptions options,
    ReportOptions reportOptions,
    JarOptions jars,
    DesignOptions design,
    SideOptions sides,
    RunOptions run,
    RunDirectory directory,
    JmhOptions jmh) {
  /** Returns the exit status. */
  int run(Plan plan, long seed, Renames renames)
      throws BadInput, IOException, InterruptedException {
    err().println("seed " + seed + ", results in " + run.out);
    Optional<Pairs> pairs =
        run.base == null ? Optional.empty() : design.pairs(directory.stubs(), err());
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
          blocks.profile(changed, run.profileForks);
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
