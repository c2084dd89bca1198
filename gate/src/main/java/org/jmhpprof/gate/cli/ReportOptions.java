// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.Attributor;
import org.jmhpprof.gate.attribution.Attributor.UserCode;
import org.jmhpprof.gate.cli.DiffCommand.AttributionTable;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.HistoryFile;
import org.jmhpprof.gate.json.HistoryFile.PastRun;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.SuiteResult.Conclusion;
import org.jmhpprof.gate.profiles.SuiteProfiles;
import org.jmhpprof.gate.report.Exports.CsvReport;
import org.jmhpprof.gate.report.Exports.ExportReport;
import org.jmhpprof.gate.report.Report;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a suite's report goes, and the functions that belong in it. */
final class ReportOptions {
  /** How profiles are looked at. */
  static final class ProfileOptions {
    @Option(
        names = "--user-package",
        split = ",",
        paramLabel = "PACKAGE",
        description =
            "Packages of your own code, one of whose frames is named with each function. Default:"
                + " all but the JDK, the languages' libraries, and JMH.")
    private List<String> userPackages = List.of();

    @Option(
        names = "--functions",
        paramLabel = "N",
        defaultValue = "12",
        description = "Functions listed for each benchmark. Default: ${DEFAULT-VALUE}.")
    private int functions;

    @Option(
        names = "--source-root",
        paramLabel = "PATH",
        defaultValue = "",
        description =
            "Where sources lie in the repository, such as src/main/java, for locations in"
                + " report.sarif.")
    private Path sourceRoot;

    Attributor attributor() {
      return new Attributor(userCode());
    }

    private Predicate<String> userCode() {
      return userPackages.isEmpty()
          ? UserCode.outsideThePlatform()
          : UserCode.inPackages(userPackages);
    }

    int functions() {
      return Math.max(0, functions);
    }

    String sourceRoot() {
      return sourceRoot.toString().replace('\\', '/');
    }
  }

  @Mixin private ProfileOptions profileOptions;

  /** Runs that a report shows. */
  private static final int RUNS_SHOWN = 30;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Writes report.html, report.md, report.json, report.sarif and junit.xml there.")
  private Path directory;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Writes a row for each comparison there, with its estimates.")
  private Path csv;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description =
          "Writes head's scores there for github-action-benchmark, tool customSmallerIsBetter.")
  private Path export;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description =
          "Adds a line with commit, date, seed and estimates; the report shows the drift.")
  private Path history;

  @Option(
      names = "--commit",
      paramLabel = "ID",
      description =
          "Commit of head, for --history. Default: GITHUB_SHA, CI_COMMIT_SHA, git rev-parse HEAD.")
  private String commit;

  /**
   * Checks before anything is measured.
   *
   * @throws BadInput if a file that is added to cannot be read
   */
  void check() throws BadInput, IOException {
    if (history != null) {
      HistoryFile.read(history);
    }
  }

  boolean keepsHistory() {
    return history != null;
  }

  /**
   * Attributes what changed, prints that, and writes what was asked for.
   *
   * @param seed of all orders; empty where nothing was run
   */
  void report(
      SuiteResult judged,
      Conclusion conclusion,
      Optional<SuiteProfiles> profiles,
      Optional<Long> seed,
      PrintWriter out)
      throws BadInput, IOException, InterruptedException {
    SortedMap<BenchmarkKey, Attribution> attributions = new TreeMap<>();
    SuiteResult suite = judged;
    if (profiles.isPresent()) {
      suite = profiles.get().explain(judged, profileOptions.userCode());
      printNotes(judged, suite, out);
      attributions.putAll(profiles.get().attribute(suite, profileOptions.attributor()));
    }
    for (Attribution each : attributions.values()) {
      out.println();
      String name = suite.names().of(each.key());
      new AttributionTable(name, each, profileOptions.functions()).print(out);
    }
    if (csv != null) {
      CsvReport.write(suite, csv);
    }
    if (export != null) {
      ExportReport.write(suite, export);
    }
    List<PastRun> runs = withHistory(suite, seed);
    if (directory != null) {
      Report report =
          new Report(
              suite, conclusion, attributions, runs, Gate.version(), profileOptions.sourceRoot());
      report.write(directory);
      out.println("report in " + directory);
    }
  }

  /** The table with the others is printed already. */
  private static void printNotes(SuiteResult judged, SuiteResult explained, PrintWriter out) {
    for (int i = 0; i < judged.comparisons().size(); i++) {
      Comparison each = explained.comparisons().get(i);
      int known = judged.comparisons().get(i).notes().size();
      if (each.notes().size() > known) {
        out.println();
        out.println(explained.names().of(each.key()) + " " + each.metric().name() + ":");
        each.notes().stream().skip(known).forEach(note -> out.println("  " + note));
      }
    }
  }

  /**
   * Adds a suite.
   *
   * @param seed empty where nothing was run
   * @return the last runs; none if no history is kept
   */
  private List<PastRun> withHistory(SuiteResult suite, Optional<Long> seed)
      throws BadInput, IOException, InterruptedException {
    if (history == null) {
      return List.of();
    }
    String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    String of = commit != null ? commit : commit(System.getenv(), Path.of(""));
    HistoryFile.append(history, PastRun.of(suite, of, date, seed.orElse(null)));
    List<PastRun> all = HistoryFile.read(history);
    return all.subList(Math.max(0, all.size() - RUNS_SHOWN), all.size());
  }

  /** As the environment or Git has it; empty if neither does. */
  static String commit(Map<String, String> environment, Path directory)
      throws IOException, InterruptedException {
    for (String name : List.of("GITHUB_SHA", "CI_COMMIT_SHA")) {
      if (!environment.getOrDefault(name, "").isBlank()) {
        return environment.get(name);
      }
    }
    Process git;
    try {
      git =
          new ProcessBuilder("git", "rev-parse", "HEAD")
              .directory(directory.toAbsolutePath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      // Git is not installed.
      return "";
    }
    git.getOutputStream().close();
    String text = new String(git.getInputStream().readAllBytes()).strip();
    return git.waitFor() == 0 ? text : "";
  }
}
