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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference.Location;
import org.jmhpprof.gate.attribution.Attribution.Suspect;
import org.jmhpprof.gate.attribution.Attributor;
import org.jmhpprof.gate.attribution.Dispersion.CostEstimate;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.cli.JarOptions.NamePatterns;
import org.jmhpprof.gate.cli.ReportOptions.ProfileOptions;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkKey.DisplayNames;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.model.Verdict.ExitStatus;
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

  /** An attribution for the terminal. */
  static final class AttributionTable {
    private final String name;
    private final Attribution attribution;
    private final int rows;

    /**
     * A table.
     *
     * @param name of the benchmark, for people
     * @param rows how many functions to list at most; the rest is one row
     */
    AttributionTable(String name, Attribution attribution, int rows) {
      this.name = name;
      this.attribution = attribution;
      this.rows = rows;
    }

    void print(PrintWriter out) {
      out.println(name + ": " + attribution.explanation());
      attribution.suspects().forEach(suspect -> out.println("  " + line(suspect)));
      attribution
          .moved()
          .forEach(
              moved ->
                  out.printf(
                      Locale.ROOT,
                      "  moved, not slower: %s to %s, %s ns/op%n",
                      moved.from(),
                      moved.to(),
                      Figures.number(moved.moved())));
      attribution.notes().forEach(note -> out.println("  note: " + note));
      out.printf(
          Locale.ROOT, "  %s  cumulative  function%n", columns("base", "head", "self", "error"));
      List<FunctionDifference> all = attribution.functions();
      int shown = Math.min(rows, all.size());
      all.subList(0, shown).forEach(each -> out.println("  " + line(each)));
      if (shown < all.size()) {
        out.println("  " + others(all.subList(shown, all.size())));
      }
      out.printf(Locale.ROOT, "  %s  %10s  the benchmark's own%n", columns(attribution.own()), "");
      out.printf(Locale.ROOT, "  %s  %10s  all CPU time%n", columns(attribution.total()), "");
    }

    private static String line(Suspect suspect) {
      CostEstimate difference = suspect.difference();
      return "%s ns/op  %s%s"
          .formatted(
              Figures.signed(difference.difference(), difference.halfWidth()),
              place(suspect.function().location()),
              suspect.under().map(above -> ", under " + place(above)).orElse(""));
    }

    private static String place(Location location) {
      return location.known()
          ? location.function() + " (" + location.display() + ")"
          : location.function();
    }

    private String line(FunctionDifference each) {
      boolean significant =
          each.selfSignificant(attribution.falseDiscoveryRate())
              || each.cumulativeSignificant(attribution.falseDiscoveryRate());
      return String.format(
          Locale.ROOT,
          "%s  %10s  %s%s",
          columns(each.self()),
          Figures.signed(each.cumulative().difference()),
          place(each.location()),
          significant ? " *" : "");
    }

    private static String others(List<FunctionDifference> others) {
      double base = others.stream().mapToDouble(each -> each.self().base()).sum();
      double head = others.stream().mapToDouble(each -> each.self().head()).sum();
      double sum = others.stream().mapToDouble(each -> each.self().difference()).sum();
      return String.format(
          Locale.ROOT,
          "%s  %10s  %d others",
          columns(Figures.number(base), Figures.number(head), Figures.signed(sum), ""),
          "",
          others.size());
    }

    private static String columns(CostEstimate cost) {
      return columns(
          Figures.number(cost.base()),
          Figures.number(cost.head()),
          Figures.signed(cost.difference()),
          Figures.error(cost.halfWidth()));
    }

    private static String columns(String base, String head, String difference, String error) {
      return String.format(Locale.ROOT, "%10s  %10s  %10s  %11s", base, head, difference, error);
    }
  }
}
