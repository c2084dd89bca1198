// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jmhpprof.gate.cli.JarOptions.NamePatterns;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest.Digest;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.SuiteResult.Conclusion;
import org.jmhpprof.gate.profiles.SuiteProfiles;
import org.jmhpprof.gate.run.RunDirectory;
import org.jmhpprof.gate.verdict.Judge;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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

  @Parameters(paramLabel = "REGEX", arity = "0..*", description = "Benchmarks, as JMH takes them.")
  private List<String> patterns = new ArrayList<>();

  @Override
  public Integer call() throws BadInput, IOException, InterruptedException {
    reportOptions.check();
    if ((baseProfiles == null) != (headProfiles == null)) {
      throw new BadInput("--base-profiles, --head-profiles: one needs the other");
    }
    Judge judge = options.judge();
    NamePatterns meant = NamePatterns.of(patterns, List.of());
    Side allAfter = side(head);
    Side before = options.renamed(side(base), allAfter.tried()).only(meant::mean);
    Side after = allAfter.only(meant::mean);
    if (!patterns.isEmpty() && before.tried().isEmpty() && after.tried().isEmpty()) {
      throw new BadInput(String.join(" ", patterns) + ": no benchmark matches");
    }
    requireTwoBuilds(before, after);
    SuiteResult suite = judge.sharing(looks()).judge(before, after, true);
    CommandLine line = spec.commandLine();
    new ResultTable(suite, options.all(), Ansi.AUTO).print(line.getOut());
    Conclusion conclusion = Conclusion.of(suite, options.failOnInconclusive());
    reportOptions.report(
        suite,
        conclusion,
        baseProfiles == null
            ? Optional.empty()
            : Optional.of(SuiteProfiles.read(baseProfiles, headProfiles, options.renames())),
        Optional.empty(),
        line.getOut());
    return Gate.conclude(conclusion, line.getErr());
  }

  /** A file that is on both sides makes that part of the comparison one of it with itself. */
  private void requireTwoBuilds(Side before, Side after) throws BadInput {
    Map<String, String> known = new HashMap<>();
    for (String file : before.sources()) {
      known.put(Digest.of(Path.of(file)), file);
    }
    for (String file : after.sources()) {
      String twin = known.get(Digest.of(Path.of(file)));
      if (twin != null && !options.allowSame()) {
        throw new BadInput(
            "base and head have the same results, "
                + twin
                + " and "
                + file
                + "; --allow-same compares them all the same");
      }
    }
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
}
