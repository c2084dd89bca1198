// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.json.HistoryFile.PastRun;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.SuiteResult.Conclusion;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.model.Verdict.ExitStatus;
import org.jmhpprof.gate.report.CiReports.JunitReport;
import org.jmhpprof.gate.report.CiReports.SarifReport;

/**
 * All that is reported.
 *
 * @param suite the verdicts
 * @param conclusion what they come to
 * @param attributions which functions it was, for those benchmarks that have profiles
 * @param history the last runs, this one with them; empty if no history is kept
 * @param version of the gate
 * @param sourceRoot where sources lie from the root of the repository, such as {@code
 *     src/main/java}; "" for the root itself
 */
public record Report(
    SuiteResult suite,
    Conclusion conclusion,
    SortedMap<BenchmarkKey, Attribution> attributions,
    List<PastRun> history,
    String version,
    String sourceRoot) {
  public Report {
    history = List.copyOf(history);
    attributions = Collections.unmodifiableSortedMap(new TreeMap<>(attributions));
  }

  /** The worst verdict that the suite has; a suite without a test does not pass. */
  Verdict worst() {
    if (conclusion.status() == ExitStatus.BAD_INPUT) {
      return Verdict.INCOMPARABLE;
    }
    return suite.comparisons().stream()
        .map(Comparison::verdict)
        .min(Comparator.naturalOrder())
        .filter(Verdict::isConcern)
        .orElse(Verdict.OK);
  }

  /** The comparisons, those of most concern first. */
  List<Comparison> byConcern() {
    return suite.comparisons().stream().sorted(Comparator.comparing(Comparison::verdict)).toList();
  }

  /** The attribution of a comparison: only a score has one. */
  Optional<Attribution> attribution(Comparison comparison) {
    return comparison.metric().isScore()
        ? Optional.ofNullable(attributions.get(comparison.key()))
        : Optional.empty();
  }

  /** The counts of all verdicts there are, {@code 1 regressed, 3 ok}. */
  String summary() {
    return String.join(
        ", ",
        Stream.of(Verdict.values())
            .filter(verdict -> suite.count(verdict) > 0)
            .map(verdict -> suite.count(verdict) + " " + verdict.words())
            .toList());
  }

  /**
   * Writes all formats into a directory; each file is replaced as a whole.
   *
   * @throws IOException naming the file that could not be written
   */
  public void write(Path directory) throws IOException {
    write(directory.resolve("report.json"), JsonReport.text(this));
    write(directory.resolve("report.md"), MarkdownReport.text(this));
    write(directory.resolve("junit.xml"), JunitReport.text(this));
    write(directory.resolve("report.sarif"), SarifReport.text(this));
    write(directory.resolve("report.html"), HtmlReport.text(this));
  }

  /** Replaces a file as a whole; its directory need not be there yet. */
  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    // Not writeString, which refuses half a surrogate pair instead of replacing it.
    Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
    Files.move(
        temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
