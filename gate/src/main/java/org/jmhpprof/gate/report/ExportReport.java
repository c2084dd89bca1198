// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.SuiteResult;

/**
 * A score of head as github-action-benchmark reads it with {@code tool: customSmallerIsBetter}: a
 * cost, so that a throughput is inverted.
 *
 * @param name the benchmark's full name with parameters and mode
 * @param range standard deviation between forks, in the unit
 * @param extra more lines for people
 */
public record ExportReport(String name, String unit, double value, String range, String extra) {
  /** Writes the scores of a suite to a file. */
  public static void write(SuiteResult suite, Path file) throws IOException {
    Report.write(file, JsonReport.text(of(suite)));
  }

  static List<ExportReport> of(SuiteResult suite) {
    return suite.comparisons().stream()
        .filter(each -> each.metric().isScore())
        .filter(each -> Double.isFinite(each.metric().cost(each.headValue())))
        .map(ExportReport::of)
        .toList();
  }

  private static ExportReport of(Comparison each) {
    double cost = each.metric().cost(each.headValue());
    double scatter = Comparison.scatter(each.head());
    String change = each.change();
    return new ExportReport(
        each.key().full(),
        each.metric().costUnit(),
        cost,
        Double.isNaN(scatter) ? "" : "± " + Figures.number(scatter * cost),
        each.head().size()
            + " forks\n"
            + each.verdict().words()
            + (change.isEmpty() ? "" : "\ncost against base: " + change));
  }
}
