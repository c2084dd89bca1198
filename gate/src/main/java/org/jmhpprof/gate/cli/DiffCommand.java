// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.Attributor;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.cli.JarOptions.NamePatterns;
import org.jmhpprof.gate.cli.ReportOptions.ProfileOptions;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkKey.DisplayNames;
import org.jmhpprof.gate.model.Conclusion.ExitStatus;
import org.jmhpprof.gate.model.Renames;
import org.jmhpprof.gate.profiles.ProfilePair;
import org.jmhpprof.gate.profiles.SuiteProfiles;
import org.jmhpprof.gate.report.AttributionJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares profiles that exist, per operation. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Says which functions cost more per operation, from the profiles of two builds.",
    footer = {
      "",
      "A * marks a function whose difference is more than noise, at a false discovery rate of 10"
          + " %%.",
      "Gates nothing: exit status 0 unless the input is bad."
    })
final class DiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ProfileOptions options;

  @Option(
      names = "--base-profiles",
      required = true,
      paramLabel = "DIR",
      description = "What -prof \"pprof:dir=DIR\" left for the old build.")
  private Path base;

  @Option(
      names = "--head-profiles",
      required = true,
      paramLabel = "DIR",
      description = "Likewise for the new build.")
  private Path head;

  @Option(
      names = "--export",
      paramLabel = "DIR",
      description = "Writes a pair of files for each benchmark, for plain pprof -diff_base.")
  private Path export;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all numbers there.")
  private Path json;

  @Parameters(paramLabel = "REGEX", arity = "0..1", description = "Benchmarks, by their names.")
  private String filter = "";

  @Override
  public Integer call() throws BadInput, IOException {
    Pattern pattern = NamePatterns.compiled(filter);
    SuiteProfiles profiles = SuiteProfiles.read(base, head, Renames.NONE);
    warnOfOneSided(profiles);
    List<BenchmarkKey> keys =
        profiles.common().stream().filter(key -> pattern.matcher(key.benchmark()).find()).toList();
    if (keys.isEmpty()) {
      throw new BadInput(base + ", " + head + ": no benchmark has profiles in both");
    }
    PrintWriter out = spec.commandLine().getOut();
    Attributor attributor = options.attributor();
    List<Attribution> found = new ArrayList<>();
    Set<String> names = new HashSet<>();
    DisplayNames shown = DisplayNames.of(keys);
    for (BenchmarkKey key : keys) {
      List<ProfiledFork> before = profiles.base().get(key);
      List<ProfiledFork> after = profiles.head().get(key);
      Attribution attribution = attributor.attribute(before, after, Optional.empty());
      new AttributionTable(shown.of(key), attribution, options.functions()).print(out);
      found.add(attribution);
      if (export != null) {
        ProfilePair pair = ProfilePair.write(before, after, export, name(after.get(0), names));
        out.println("  " + pair.command() + "   (1 s stands for " + pair.second() + ")");
      }
      out.println();
    }
    if (json != null) {
      Files.writeString(json, AttributionJson.text(found));
    }
    return ExitStatus.PASS.code();
  }

  private void warnOfOneSided(SuiteProfiles profiles) {
    Set<BenchmarkKey> oneSided = new TreeSet<>(profiles.base().keySet());
    oneSided.addAll(profiles.head().keySet());
    oneSided.removeAll(profiles.common());
    DisplayNames names = DisplayNames.of(oneSided);
    for (BenchmarkKey key : oneSided) {
      String side = profiles.base().containsKey(key) ? "base" : "head";
      spec.commandLine()
          .getErr()
          .println("note: only " + side + " has profiles of " + names.of(key));
    }
  }

  /** The name of the directory that the profiler made for the benchmark, once for each. */
  private static String name(ProfiledFork fork, Set<String> taken) {
    Path directory = Path.of(fork.source()).toAbsolutePath().getParent();
    String name = directory.getFileName() == null ? "profile" : directory.getFileName().toString();
    String free = name;
    for (int i = 2; !taken.add(free); i++) {
      free = name + "-" + i;
    }
    return free;
  }
}
