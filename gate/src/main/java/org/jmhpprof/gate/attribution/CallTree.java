// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A function in the tree of all stacks, with its share of both sides.
 *
 * @param function its name
 * @param baseSelf ns per operation spent in it, not below it
 * @param headSelf likewise
 * @param base with everything below it
 * @param head likewise
 * @param children largest first
 */
public record CallTree(
    String function,
    double baseSelf,
    double headSelf,
    double base,
    double head,
    List<CallTree> children) {
  /** The name of the root. */
  public static final String ALL = "all";

  /** Stands for everything below the deepest functions that are told apart. */
  static final String DEEPER = "[deeper]";

  /** No picture shows more, and neither JSON nor recursion should have to bear it. */
  private static final int DEEPEST = 400;

  public CallTree {
    children = List.copyOf(children);
  }

  private static final class Branch {
    private final Map<String, Branch> children = new TreeMap<>();
    private double base;
    private double head;

    private Branch child(String function) {
      return children.computeIfAbsent(function, name -> new Branch());
    }

    private CallTree grown(String function) {
      List<CallTree> grown =
          children.entrySet().stream()
              .map(child -> child.getValue().grown(child.getKey()))
              .sorted(
                  Comparator.comparingDouble((CallTree child) -> -Math.max(child.base, child.head))
                      .thenComparing(CallTree::function))
              .toList();
      double allBase = base + grown.stream().mapToDouble(CallTree::base).sum();
      double allHead = head + grown.stream().mapToDouble(CallTree::head).sum();
      return new CallTree(function, base, head, allBase, allHead, grown);
    }
  }

  static CallTree of(CostTable table) {
    Branch root = new Branch();
    for (CostTable.Path path : table.paths()) {
      Branch branch = root;
      List<String> functions = path.functions();
      for (String function : functions.subList(0, Math.min(DEEPEST, functions.size()))) {
        branch = branch.child(function);
      }
      if (functions.size() > DEEPEST) {
        branch = branch.child(DEEPER);
      }
      branch.base += path.cost().baseMean();
      branch.head += path.cost().headMean();
    }
    return root.grown(ALL);
  }

  /**
   * The same tree without branches smaller than this on both sides; their cost stays in their
   * parents.
   *
   * @param least ns per operation
   */
  public CallTree pruned(double least) {
    List<CallTree> kept =
        children.stream()
            .filter(child -> Math.max(child.base, child.head) >= least)
            .map(child -> child.pruned(least))
            .toList();
    double keptBase = kept.stream().mapToDouble(CallTree::base).sum();
    double keptHead = kept.stream().mapToDouble(CallTree::head).sum();
    return new CallTree(
        function, Math.max(0, base - keptBase), Math.max(0, head - keptHead), base, head, kept);
  }
}
