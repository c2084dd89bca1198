// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.viewer.model.CodeKind;
import org.jmhpprof.viewer.model.ComparedStacks;
import org.jmhpprof.viewer.model.FrameTable;
import org.jmhpprof.viewer.model.FunctionTable;
import org.jmhpprof.viewer.model.Profiles;

/**
 * Where a difference of what was allocated or waited for lies: a site is what its stacks end in,
 * the class or the wait, with the nearest frame of the user's own code above it.
 */
final class Sites {
  /** Sites with less than this share of the difference are not named. */
  private static final double LEAST_PART = 0.1;

  private static final int MOST = 3;
  private static final double DEVIATIONS = 2;

  private record Site(String what, String in) {
    @Override
    public String toString() {
      return in.isEmpty() ? what : what + " in " + in;
    }
  }

  private final Profiles both;
  private final int base;
  private final ComparedStacks stacks;
  private final UnaryOperator<String> newNames;
  private final Predicate<String> userCode;
  private final Map<Site, double[]> costs = new LinkedHashMap<>();
  private final double[] all;

  /**
   * Adds up.
   *
   * @param both the files of base, then those of head; each says how many operations it is for
   * @param base how many are the base
   * @param roots of the stacks that count
   * @param newNames the names in head of base's functions
   */
  Sites(
      Profiles both,
      int base,
      int column,
      Set<String> roots,
      UnaryOperator<String> newNames,
      Predicate<String> userCode) {
    this.both = both;
    this.base = base;
    this.stacks = ComparedStacks.of(both, column, base);
    this.newNames = newNames;
    this.userCode = userCode;
    this.all = new double[both.sources().size()];
    for (int i = 0; i < both.size(); i++) {
      List<FrameTable.Function> stack = stack(i);
      if (!stack.isEmpty() && roots.contains(stack.get(stack.size() - 1).name())) {
        int source = both.sourceOf(both.tagsOf(i));
        double value = (double) both.value(i, column) / both.sources().get(source).operations();
        costs.computeIfAbsent(site(i, stack), site -> new double[all.length])[source] += value;
        all[source] += value;
      }
    }
  }

  private List<FrameTable.Function> stack(int entry) {
    FrameTable frames = stacks.frames();
    List<FrameTable.Function> stack = new ArrayList<>();
    for (int node = stacks.nodeOf(entry); node != 0; node = stacks.tree().parent(node)) {
      stack.add(frames.function(frames.functionOf(stacks.tree().item(node))));
    }
    return stack;
  }

  private Site site(int entry, List<FrameTable.Function> stack) {
    boolean ofBase = both.sourceOf(both.tagsOf(entry)) < base;
    UnaryOperator<String> names = ofBase ? newNames : UnaryOperator.identity();
    String state =
        both.labels(both.tagsOf(entry)).stream()
            .filter(label -> label.key().equals("state"))
            .map(label -> " (" + label.text() + ")")
            .findFirst()
            .orElse("");
    String user =
        stack.stream()
            .skip(1)
            .filter(frame -> frame.kind() == CodeKind.JAVA)
            .map(frame -> names.apply(frame.name()))
            .filter(userCode)
            .findFirst()
            .orElse("");
    return new Site(names.apply(stack.get(0).name()) + state, user);
  }

  /**
   * The largest of those that differ the way the whole does, and by more than noise where several
   * forks tell of it.
   */
  List<String> found(String unit) {
    double whole = difference(all);
    return costs.entrySet().stream()
        .filter(each -> difference(each.getValue()) / whole >= LEAST_PART)
        .filter(each -> !(Math.abs(difference(each.getValue())) <= error(each.getValue())))
        .sorted(Comparator.comparingDouble(each -> -Math.abs(difference(each.getValue()))))
        .limit(MOST)
        .map(
            each ->
                Figures.signed(difference(each.getValue()), error(each.getValue())).strip()
                    + " "
                    + unit
                    + ": "
                    + each.getKey())
        .toList();
  }

  private double difference(double[] values) {
    return mean(values, base, values.length) - mean(values, 0, base);
  }

  private static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum / (to - from);
  }

  private double error(double[] values) {
    return DEVIATIONS
        * Math.hypot(
            FunctionTable.standardError(values, 0, base),
            FunctionTable.standardError(values, base, values.length));
  }
}
