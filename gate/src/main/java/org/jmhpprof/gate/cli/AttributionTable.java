// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.Attribution.Suspect;
import org.jmhpprof.gate.attribution.Dispersion.CostEstimate;
import org.jmhpprof.gate.attribution.FunctionDifference;
import org.jmhpprof.gate.attribution.FunctionDifference.Location;
import org.jmhpprof.gate.model.Figures;

/** An attribution for the terminal. */
final class AttributionTable {
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
