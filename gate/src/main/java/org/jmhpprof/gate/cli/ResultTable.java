// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jmhpprof.gate.model.BenchmarkKey.DisplayNames;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.SuiteResult.GeometricMean;
import org.jmhpprof.gate.model.Verdict;
import picocli.CommandLine.Help.Ansi;

/**
 * A suite's verdicts for the terminal, in lines of up to {@value #WIDTH} columns where the cells
 * allow it: a long name has a line of its own above its figures.
 */
final class ResultTable {
  private static final int WIDTH = 120;

  /** Columns that a benchmark's name may always take. */
  private static final int SHORT_NAME = 20;

  private static final int NAME = 1;

  private static final List<String> HEADER =
      List.of("verdict", "benchmark", "n", "base", "±%", "head", "±%", "unit", "cost of head", "");

  /** Numbers stand to the right. */
  private static final Set<Integer> RIGHT = Set.of(2, 3, 4, 5, 6);

  private static final String GAP = "  ";

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
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    shown.forEach(each -> rows.add(row(each)));
    int[] widths = widths(rows);
    out.println(line(HEADER, widths));
    for (Comparison each : shown) {
      List<String> cells = row(each);
      if (cells.get(NAME).length() > widths[NAME]) {
        out.println(coloured(each, left(cells.get(0), widths[0]) + GAP + cells.get(NAME)));
        cells = new ArrayList<>(cells);
        cells.set(0, "");
        cells.set(NAME, "");
      }
      out.println(coloured(each, line(cells, widths)));
      each.notes().forEach(note -> out.println("    " + visible(note)));
    }
    suite.warnings().forEach(warning -> out.println("note: " + warning));
    out.println(summary());
    GeometricMean mean = suite.geometricMean();
    if (mean.benchmarks() > 0) {
      out.printf(
          Locale.ROOT,
          "geometric mean of the cost: %s over %d %s%n",
          Figures.change(mean.ratio()),
          mean.benchmarks(),
          mean.benchmarks() == 1 ? "benchmark" : "benchmarks");
    }
  }

  private boolean isShown(Comparison each) {
    boolean silent = each.verdict() == Verdict.OK || each.verdict() == Verdict.NOT_GATED;
    return all || each.metric().isScore() || !silent;
  }

  private List<String> row(Comparison each) {
    String name = names.of(each.key());
    if (!each.metric().isScore()) {
      name += "  " + each.metric().name();
    }
    return List.of(
        each.verdict().name(),
        visible(name),
        forks(each),
        Figures.number(each.baseValue()),
        Figures.barePercent(Comparison.scatter(each.base())),
        Figures.number(each.headValue()),
        Figures.barePercent(Comparison.scatter(each.head())),
        each.metric().unit(),
        each.estimate().map(ResultTable::change).orElse(""),
        each.remark());
  }

  /** Of each side, or of both where they have as many. */
  private static String forks(Comparison each) {
    int base = each.base().size();
    int head = each.head().size();
    if (base == head) {
      return base == 0 ? "" : String.valueOf(base);
    }
    return base + "/" + head;
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
        suite.settings().margins(),
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
    if (style.isEmpty() || !ansi.enabled()) {
      return line;
    }
    Ansi.IStyle[] styles = Ansi.Style.parse(style);
    return Ansi.Style.on(styles) + line + Ansi.Style.off(styles);
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      line.append(i == 0 ? "" : GAP);
      line.append(RIGHT.contains(i) ? right(cell, widths[i]) : left(cell, widths[i]));
    }
    return line.toString().stripTrailing();
  }

  /** Those of the cells; the names' is what the others leave of a line. */
  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    int others = IntStream.of(widths).sum() - widths[NAME] + GAP.length() * (widths.length - 1);
    int longest = Math.max(SHORT_NAME, WIDTH - others);
    widths[NAME] =
        rows.stream()
            .mapToInt(row -> row.get(NAME).length())
            .filter(length -> length <= longest)
            .max()
            .orElse(0);
    return widths;
  }

  private static String left(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String right(String text, int width) {
    return " ".repeat(width - text.length()) + text;
  }
}
