// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference.Location;
import org.jmhpprof.gate.attribution.Attribution.Suspect;
import org.jmhpprof.gate.attribution.Dispersion.CostEstimate;
import org.jmhpprof.gate.model.BenchmarkKey.DisplayNames;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;

/**
 * {@code report.md}: the verdict, the table, and which functions it was. At most {@value #LARGEST}
 * bytes, so that it fits a comment on a pull request.
 */
final class MarkdownReport {
  static final int LARGEST = 60_000;

  /** By which a workflow finds its own comment again. */
  static final String MARKER = "<!-- jmh-pprof-gate -->";

  private static final int MOST_FUNCTIONS = 10;
  private static final int LONGEST_CELL = 160;

  private final Report report;
  private final DisplayNames names;
  private final StringBuilder text = new StringBuilder();
  private int bytes;
  private int untold;

  private MarkdownReport(Report report) {
    this.report = report;
    this.names = report.suite().names();
  }

  static String text(Report report) {
    return new MarkdownReport(report).write();
  }

  private String write() {
    SuiteResult suite = report.suite();
    add(MARKER + "\n## Performance gate: " + report.worst().words() + "\n\n");
    add(report.summary() + ". Base " + code(suite.base()) + ", head " + code(suite.head()) + ".\n");
    if (!report.conclusion().why().isEmpty()) {
      add("\n**No pass**: " + escape(report.conclusion().why()) + ".\n");
    }
    if (!suite.complete()) {
      add("\n**Not complete**: the run was interrupted or ran out of its time.\n");
    }
    for (String warning : suite.warnings()) {
      addIfRoom("\n- " + escape(warning) + "\n");
    }
    List<Comparison> rows =
        report.byConcern().stream().filter(each -> each.verdict() != Verdict.NOT_GATED).toList();
    List<Comparison> quiet = rows.stream().filter(MarkdownReport::isQuiet).toList();
    table(rows.stream().filter(each -> !isQuiet(each)).toList());
    for (Comparison each : rows) {
      report.attribution(each).ifPresent(found -> functions(each, found));
    }
    if (untold > 0) {
      add("\nThe functions of " + untold + " more are in report.html.\n");
    }
    if (!quiet.isEmpty() && addIfRoom("\n<details><summary>OK and new</summary>\n")) {
      table(quiet);
      add("\n</details>\n");
    }
    addIfRoom(method(suite.settings()));
    return text.toString();
  }

  private static boolean isQuiet(Comparison each) {
    return each.verdict() == Verdict.OK || each.verdict() == Verdict.NEW;
  }

  private void table(List<Comparison> rows) {
    if (rows.isEmpty()) {
      return;
    }
    add("\n| Verdict | Benchmark | Base | Head | Unit | Cost | " + confidence());
    add(" interval | |\n|---|---|--:|--:|---|--:|---|---|\n");
    for (int i = 0; i < rows.size(); i++) {
      if (!addIfRoom(row(rows.get(i)))) {
        add("\n" + (rows.size() - i) + " more in report.html.\n");
        return;
      }
    }
  }

  /** Each of several looks has a wider interval. */
  private String confidence() {
    return report.suite().comparisons().stream()
        .flatMap(each -> each.estimate().stream())
        .findFirst()
        .map(estimate -> Figures.number(100 * estimate.confidence()) + " %")
        .orElse("");
  }

  private static String remark(Comparison each) {
    List<String> words = new ArrayList<>(each.notes());
    words.add(0, each.remark());
    words.removeIf(String::isEmpty);
    return String.join("; ", words);
  }

  private String row(Comparison each) {
    String name = names.of(each.key());
    if (!each.metric().isScore()) {
      name += " " + each.metric().name();
    }
    return "| %s | %s | %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            loud(each.verdict()),
            escape(name),
            Figures.number(each.baseValue()),
            Figures.number(each.headValue()),
            escape(each.metric().unit()),
            escape(each.estimate().map(Estimate::change).orElse("")),
            each.estimate().map(Estimate::interval).orElse(""),
            escape(remark(each)));
  }

  private static String loud(Verdict verdict) {
    return verdict.fails() ? "**" + verdict.words() + "**" : verdict.words();
  }

  private void functions(Comparison comparison, Attribution found) {
    StringBuilder section = new StringBuilder();
    section.append("\n**").append(escape(names.of(comparison.key()))).append("**: ");
    section.append(escape(found.explanation())).append(".\n");
    for (Suspect suspect : found.suspects()) {
      CostEstimate difference = suspect.difference();
      section.append("- ").append(place(suspect.function().location())).append(": ");
      section.append(Figures.signed(difference.difference(), difference.halfWidth()));
      section.append(" ns/op");
      suspect.under().ifPresent(above -> section.append(", under ").append(place(above)));
      section.append('\n');
    }
    found.moved().stream()
        .map(
            moved ->
                "- moved, not slower: %s to %s, %s ns/op\n"
                    .formatted(code(moved.from()), code(moved.to()), Figures.number(moved.moved())))
        .forEach(section::append);
    found.notes().forEach(note -> section.append("- ").append(escape(note)).append('\n'));
    if (addIfRoom(section.toString())) {
      addIfRoom(functionTable(found));
    } else {
      untold++;
    }
  }

  private static String place(Location location) {
    String name = code(location.function());
    return location.known() ? name + " (" + escape(location.display()) + ")" : name;
  }

  private static String functionTable(Attribution found) {
    StringBuilder table = new StringBuilder("\n<details><summary>Functions, ns/op</summary>\n\n");
    table.append(
        "| Function | Base | Head | Self | Error | Cumulative |\n|---|--:|--:|--:|--:|--:|\n");
    List<FunctionDifference> all = found.functions();
    for (FunctionDifference each : all.subList(0, Math.min(MOST_FUNCTIONS, all.size()))) {
      String cumulative = Figures.signed(each.cumulative().difference()) + " ";
      table.append(row(code(each.function()), each.self(), cumulative));
    }
    double rest =
        all.stream().skip(MOST_FUNCTIONS).mapToDouble(each -> each.self().difference()).sum();
    table.append(
        "| %d others | | | %s | | |\n"
            .formatted(Math.max(0, all.size() - MOST_FUNCTIONS), Figures.signed(rest)));
    table.append(row("all CPU time", found.total(), ""));
    table.append("\n</details>\n");
    return table.toString();
  }

  private static String row(String name, CostEstimate cost, String cumulative) {
    return "| %s | %s | %s | %s | %s | %s|\n"
        .formatted(
            name,
            Figures.number(cost.base()),
            Figures.number(cost.head()),
            Figures.signed(cost.difference()),
            Figures.error(cost.halfWidth()),
            cumulative);
  }

  private String method(Settings settings) {
    return """

    <details><summary>Method</summary>

    The fork is the replicate. Cost is time or bytes per operation, above 0 %% is worse in every \
    mode. Regressed: the change exceeds its margin (%s unless configured) at an error rate of \
    %s %% over %d tests, %s correction. Every number is in report.json.

    </details>
    """
        .formatted(
            settings.margins(),
            Figures.number(100 * settings.alpha()),
            report.suite().tests(),
            settings.correction().name().toLowerCase(Locale.ROOT));
  }

  private void add(String more) {
    text.append(more);
    bytes += more.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Adds it if it leaves room for what has to come after it. */
  private boolean addIfRoom(String more) {
    boolean room = bytes + more.getBytes(StandardCharsets.UTF_8).length < LARGEST - 500;
    if (room) {
      add(more);
    }
    return room;
  }

  /** Text that neither Markdown nor HTML takes for something else. */
  static String escape(String text) {
    return shorten(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("([\\\\`*_\\[\\]|~#@])", "\\\\$1");
  }

  /** A code span; a bar would end the cell even in it. */
  static String code(String text) {
    return "`" + shorten(text).replace('`', '\'').replace("|", "\\|") + "`";
  }

  private static String shorten(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.codePointCount(0, line.length()) <= LONGEST_CELL
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST_CELL)) + "…";
  }
}
