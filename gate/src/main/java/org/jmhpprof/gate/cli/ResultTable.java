// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jmhpprof.gate.model.BenchmarkKey.DisplayNames;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.report.Words;
import picocli.CommandLine.Help.Ansi;

/** A suite's verdicts for the terminal. */
final class ResultTable {
  private final SuiteResult suite;
  private final DisplayNames names;
  private final boolean all;
  private final Ansi ansi;

  /** Shows scores always, other metrics where something is to be said of them. */
  ResultTable(SuiteResult suite, boolean all, Ansi ansi) {
    this.suite = suite;
    this.names = suite.names();
    this.all = all;
    this.ansi = ansi;
  }

  void print(PrintWriter out) {
    List<Comparison> shown = suite.comparisons().stream().filter(this::isShown).toList();
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"verdict", "benchmark", "base", "head", "unit", "cost of head", ""});
    for (Comparison comparison : shown) {
      rows.add(row(comparison));
    }
    int[] widths = widths(rows);
    for (int i = 0; i < rows.size(); i++) {
      String[] cells = rows.get(i);
      String line =
          String.format(
              "%s  %s  %s  %s  %s  %s  %s",
              left(cells[0], widths[0]),
              left(cells[1], widths[1]),
              right(cells[2], widths[2]),
              right(cells[3], widths[3]),
              left(cells[4], widths[4]),
              left(cells[5], widths[5]),
              cells[6]);
      out.println(i == 0 ? line.stripTrailing() : coloured(shown.get(i - 1), line));
      if (i > 0) {
        shown.get(i - 1).notes().forEach(note -> out.println("    " + visible(note)));
      }
    }
    suite.warnings().forEach(warning -> out.println("note: " + warning));
    out.println(summary());
  }

  private boolean isShown(Comparison each) {
    boolean silent = each.verdict() == Verdict.OK || each.verdict() == Verdict.NOT_GATED;
    return all || each.metric().isScore() || !silent;
  }

  private String[] row(Comparison each) {
    String name = names.of(each.key());
    if (!each.metric().isScore()) {
      name += "  " + each.metric().name();
    }
    return new String[] {
      each.verdict().name(),
      visible(name),
      Figures.number(each.baseValue()),
      Figures.number(each.headValue()),
      each.metric().unit(),
      each.estimate().map(ResultTable::change).orElse(""),
      Words.remark(each)
    };
  }

  /** A parameter may hold what a terminal obeys. */
  private static String visible(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /** Of the cost, so that plus is worse in every mode. */
  private static String change(Estimate estimate) {
    if (estimate.method().isDifference()) {
      return "%s [%s, %s] %s"
          .formatted(
              Figures.signed(estimate.difference()),
              Figures.signed(estimate.differenceLower()),
              Figures.signed(estimate.differenceUpper()),
              estimate.costUnit());
    }
    return Figures.change(estimate.ratio(), estimate.lower(), estimate.upper());
  }

  private String summary() {
    StringBuilder text = new StringBuilder();
    for (Verdict verdict : Verdict.values()) {
      long count = suite.count(verdict);
      if (count > 0 && verdict != Verdict.NOT_GATED) {
        text.append(text.isEmpty() ? "" : ", ");
        text.append(count).append(' ').append(verdict.words());
      }
    }
    return String.format(
        Locale.ROOT,
        "%s. %d %s, margin %s, error rate %s %s, %s",
        text.isEmpty() ? "no benchmark" : text,
        suite.tests(),
        suite.tests() == 1 ? "test" : "tests",
        Figures.percent(suite.settings().margin()),
        Figures.percent(suite.settings().alpha()),
        rate(suite),
        suite.settings().looks() == 1
            ? "one look."
            : "shared by " + suite.settings().looks() + " looks.");
  }

  private static String rate(SuiteResult suite) {
    return switch (suite.settings().correction()) {
      case HOLM -> "over the suite (Holm)";
      case BH -> "of the alarms (Benjamini-Hochberg)";
      case NONE ->
          "of each test, uncorrected: up to "
              + Figures.number(suite.tests() * suite.settings().alpha())
              + " false alarms expected";
    };
  }

  private String coloured(Comparison each, String line) {
    String style = each.verdict().style();
    String text = line.stripTrailing();
    if (style.isEmpty() || !ansi.enabled()) {
      return text;
    }
    Ansi.IStyle[] styles = Ansi.Style.parse(style);
    return Ansi.Style.on(styles) + text + Ansi.Style.off(styles);
  }

  private static int[] widths(List<String[]> rows) {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    return widths;
  }

  private static String left(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String right(String text, int width) {
    return " ".repeat(width - text.length()) + text;
  }
}
