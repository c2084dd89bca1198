// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.profiles.SuiteProfiles;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares results that exist. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Compares JMH result files of two builds.")
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private JudgeOptions options;
  @Mixin private ReportOptions reportOptions;

  @Option(
      names = "--base",
      required = true,
      split = ",",
      paramLabel = "FILE|DIR",
      description = "JMH's JSON results of the old build: files, or a directory of them.")
  private List<Path> base;

  @Option(
      names = "--head",
      required = true,
      split = ",",
      paramLabel = "FILE|DIR",
      description = "Those of the new build.")
  private List<Path> head;

  @Option(
      names = "--base-profiles",
      paramLabel = "DIR",
      description = "Profiles of the old build, to learn which functions it was.")
  private Path baseProfiles;

  @Option(names = "--head-profiles", paramLabel = "DIR", description = "Profiles of the new build.")
  private Path headProfiles;

  @Override
  public Integer call() throws BadInput, IOException {
    if ((baseProfiles == null) != (headProfiles == null)) {
      throw new BadInput("--base-profiles, --head-profiles: one needs the other");
    }
    SuiteResult suite = options.judge().sharing(looks()).judge(side(base), side(head), true);
    CommandLine line = spec.commandLine();
    new ResultTable(suite, options.all(), Ansi.AUTO).print(line.getOut());
    reportOptions.report(
        suite,
        baseProfiles == null
            ? Optional.empty()
            : Optional.of(SuiteProfiles.read(baseProfiles, headProfiles)),
        line.getOut());
    int status = ExitStatus.of(suite, options.failOnInconclusive());
    if (status == ExitStatus.BAD_INPUT) {
      line.getErr().println("jmh-pprof-gate: " + reason(suite));
    }
    return status;
  }

  /** Results that a run was judged by more than once are judged by its rules. */
  private int looks() throws BadInput {
    int looks = 1;
    for (List<Path> side : List.of(base, head)) {
      for (Path path : side) {
        looks = Math.max(looks, RunDirectory.of(path).looks());
      }
    }
    return looks;
  }

  private static Side side(List<Path> paths) throws BadInput {
    String label = String.join(",", paths.stream().map(Path::toString).toList());
    return SideReader.read(label, paths);
  }

  /** Why a suite that did not fail is no pass. */
  static String reason(SuiteResult suite) {
    if (!suite.complete() && ExitStatus.nothingMeasured(suite)) {
      return "the run ended before anything was measured on both sides";
    }
    return suite.comparisons().isEmpty()
        ? suite.base() + ", " + suite.head() + ": no benchmark in them"
        : suite.comparisons().stream()
            .filter(each -> each.verdict() == Verdict.INCOMPARABLE)
            .findFirst()
            .map(
                each ->
                    each.key().display()
                        + " cannot be compared: "
                        + String.join("; ", each.notes()))
            .orElseThrow();
  }
}
