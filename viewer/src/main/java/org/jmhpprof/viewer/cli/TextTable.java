// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.jmhpprof.viewer.model.FunctionTable;
import org.jmhpprof.viewer.model.Profiles;
import org.jmhpprof.viewer.model.ValueKind;

/** Functions as lines of text: what took most, or what changed most. */
final class TextTable {
  private static final double DEVIATIONS = 2;

  private final PrintStream out;
  private final int rows;

  TextTable(PrintStream out, int rows) {
    this.out = out;
    this.rows = rows;
  }

  void top(Profiles profiles) {
    int column = profiles.sources().get(0).shown();
    FunctionTable table = FunctionTable.of(profiles, column);
    int files = profiles.sources().size();
    double all = table.value(table.all(), 0, files);
    String unit = unit(profiles, column);
    out.printf(
        Locale.ROOT,
        "%s, %s, %s %s in all%n",
        profiles.kinds().get(column).type(),
        files(files),
        number(all),
        unit);
    out.printf(Locale.ROOT, "%9s %9s %14s  %s%n", "self", "cum", unit, "function");
    table.rows().stream()
        .limit(rows)
        .forEach(
            row -> {
              double self = table.value(row.self(), 0, files);
              double total = table.value(row.total(), 0, files);
              out.printf(
                  Locale.ROOT,
                  "%8.2f%% %8.2f%% %14s  %s%n",
                  percent(self, all),
                  percent(total, all),
                  number(self),
                  row.function().name());
            });
  }

  /** The first files are the base, the others are compared with them. */
  void difference(Profiles both, int base) {
    int column = both.sources().get(0).shown();
    FunctionTable table = FunctionTable.compared(both, column, base);
    int end = both.sources().size();
    String unit = unit(both, column);
    double before = table.value(table.all(), 0, base);
    double after = table.value(table.all(), base, end);
    out.printf(
        Locale.ROOT,
        "%s, %s and %s%n%14s %14s %14s %14s  %s%n",
        both.kinds().get(column).type(),
        files(base),
        files(end - base),
        "base " + unit,
        "head " + unit,
        "change",
        "+-",
        "function");
    line(before, after, error(table.all(), base), "all");
    table.rows().stream()
        .sorted(
            (a, b) ->
                Double.compare(Math.abs(change(table, b, base)), Math.abs(change(table, a, base))))
        .filter(row -> change(table, row, base) != 0)
        .limit(rows)
        .forEach(
            row ->
                line(
                    table.value(row.self(), 0, base),
                    table.value(row.self(), base, end),
                    error(row.self(), base),
                    row.function().name()));
    if (!table.perOperation()) {
      out.println("The files do not say how many operations they are for: these are totals.");
    }
  }

  private void line(double before, double after, double error, String name) {
    out.printf(
        Locale.ROOT,
        "%14s %14s %14s %14s  %s%n",
        number(before),
        number(after),
        (after > before ? "+" : "") + number(after - before),
        Double.isNaN(error) ? "" : number(error),
        name);
  }

  private static double change(FunctionTable table, FunctionTable.Row row, int base) {
    return table.value(row.self(), base, row.self().length) - table.value(row.self(), 0, base);
  }

  /** Two standard errors of the difference; one fork says nothing of it. */
  private static double error(double[] values, int base) {
    double before = FunctionTable.standardError(values, 0, base);
    double after = FunctionTable.standardError(values, base, values.length);
    return DEVIATIONS * Math.hypot(before, after);
  }

  private static String files(int count) {
    return count == 1 ? "1 file" : count + " files";
  }

  private static double percent(double part, double all) {
    return all == 0 ? 0 : 100 * part / all;
  }

  private static String unit(Profiles profiles, int column) {
    ValueKind kind = profiles.kinds().get(column);
    String unit =
        switch (kind.unit()) {
          case "nanoseconds" -> "ns";
          case "bytes" -> "B";
          default -> kind.unit();
        };
    return profiles.perOperation() ? unit + "/op" : unit;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 1e6 ? "%.0f" : "%.3f", value);
  }
}
