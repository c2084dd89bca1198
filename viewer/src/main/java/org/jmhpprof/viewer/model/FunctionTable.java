// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * What each function took, per operation where the files say how many there were, else in all. A
 * function that calls itself counts once per stack.
 *
 * <p>Values are means over the files: each fork is one measurement, however long it ran. Without
 * operations they are sums.
 */
public final class FunctionTable {
  /**
   * A function.
   *
   * @param self spent in it, by file, each already divided by its operations
   * @param total with everything that it called
   */
  public record Row(FrameTable.Function function, double[] self, double[] total) {}

  private final List<Row> rows = new ArrayList<>();
  private final double[] all;
  private final boolean perOperation;

  private FunctionTable(int sources, boolean perOperation) {
    all = new double[sources];
    this.perOperation = perOperation;
  }

  /** The table of a column. */
  public static FunctionTable of(Profiles profiles, int column) {
    FrameTable frames = new FrameTable();
    FrameTree stacks = new FrameTree(profiles, frames);
    return of(profiles, column, stacks.tree(), frames, i -> stacks.nodeOf(profiles.nodeOf(i)));
  }

  /**
   * The table of a column with the stacks of two sides as they can be compared.
   *
   * @param base how many of the files, from the first on, are the base
   */
  public static FunctionTable compared(Profiles profiles, int column, int base) {
    return of(profiles, column, ComparedStacks.of(profiles, column, base));
  }

  static FunctionTable of(Profiles profiles, int column, ComparedStacks stacks) {
    return of(profiles, column, stacks.tree(), stacks.frames(), stacks::nodeOf);
  }

  private static FunctionTable of(
      Profiles profiles, int column, CallTree tree, FrameTable frames, IntUnaryOperator nodeOf) {
    int sources = profiles.sources().size();
    FunctionTable table = new FunctionTable(sources, profiles.perOperation());
    for (int i = 0; i < frames.functionCount(); i++) {
      table.rows.add(new Row(frames.function(i), new double[sources], new double[sources]));
    }
    int[] order = tree.preorder();
    for (int source = 0; source < sources; source++) {
      double scale = table.perOperation ? 1.0 / profiles.sources().get(source).operations() : 1;
      double[] values = new double[tree.size()];
      for (int i = 0; i < profiles.size(); i++) {
        if (profiles.sourceOf(profiles.tagsOf(i)) == source) {
          values[nodeOf.applyAsInt(i)] += profiles.value(i, column) * scale;
        }
      }
      table.add(source, values, tree, frames, order);
    }
    return table;
  }

  /** What each function took with everything that it called, in some of the files. */
  Map<String, Double> totals(int from, int to) {
    Map<String, Double> totals = new HashMap<>();
    for (Row row : rows) {
      double total = value(row.total, from, to);
      if (total != 0) {
        totals.put(row.function.name(), total);
      }
    }
    return totals;
  }

  private void add(int source, double[] values, CallTree tree, FrameTable frames, int[] order) {
    for (int node : order) {
      rows.get(frames.functionOf(tree.item(node))).self[source] += values[node];
    }
    tree.sumUp(values);
    all[source] = values[0];
    // The nodes from the root to where the walk is, and how often each function is among them.
    int[] path = new int[order.length];
    int[] open = new int[rows.size()];
    int depth = 0;
    for (int node : order) {
      while (depth > 0 && path[depth - 1] != tree.parentOrRoot(node)) {
        open[frames.functionOf(tree.item(path[--depth]))]--;
      }
      path[depth++] = node;
      int function = frames.functionOf(tree.item(node));
      if (open[function]++ == 0) {
        rows.get(function).total[source] += values[node];
      }
    }
  }

  /** Whether values are per operation. */
  public boolean perOperation() {
    return perOperation;
  }

  /** All functions, the largest by themselves first. */
  public List<Row> rows() {
    return rows.stream()
        .sorted(
            Comparator.comparingDouble((Row row) -> -Math.abs(value(row.self, 0, all.length)))
                .thenComparingDouble(row -> -Math.abs(value(row.total, 0, all.length)))
                .thenComparing(row -> row.function().name()))
        .toList();
  }

  /** What all stacks together took, by file. */
  public double[] all() {
    return all.clone();
  }

  /** The value of some of the files together. */
  public double value(double[] bySource, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += bySource[i];
    }
    return perOperation && to > from ? sum / (to - from) : sum;
  }

  /** The standard error of a mean over files; NaN for fewer than two. */
  public static double standardError(double[] bySource, int from, int to) {
    int n = to - from;
    if (n < 2) {
      return Double.NaN;
    }
    double mean = 0;
    for (int i = from; i < to; i++) {
      mean += bySource[i] / n;
    }
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += (bySource[i] - mean) * (bySource[i] - mean);
    }
    return Math.sqrt(squares / (n - 1) / n);
  }
}
