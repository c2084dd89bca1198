// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference.Location;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileFrame;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileStack;
import org.jmhpprof.viewer.model.ComparedStacks;

/** All stacks of both sides by their functions, with what each costs in every fork. */
final class CostTable {
  /**
   * One stack of functions.
   *
   * @param functions root first
   */
  record Path(List<String> functions, Cost cost) {
    String leaf() {
      return functions.get(functions.size() - 1);
    }

    /** How deep the function's first occurrence lies, -1 if it is not there. */
    int depth(String function) {
      return functions.indexOf(function);
    }
  }

  /** Where a function was seen, by cost: file and line. */
  private record Line(String file, int line) {}

  /** What is known of a function beside its costs. */
  private static final class Sight {
    private boolean machine;
    private final Map<Line, Double> inHead = new HashMap<>();
    private final Map<Line, Double> inBase = new HashMap<>();
  }

  /** The root of the garbage collector's threads. */
  private static final String GC = "[GC]";

  private static final Set<String> OWN =
      Set.of(ComparedStacks.LOOP, ComparedStacks.OTHER_THREADS, GC);

  private final int baseForks;
  private final int headForks;
  private final boolean paired;
  private final List<Path> paths;
  private final Map<String, Sight> sights = new HashMap<>();

  /**
   * Adds up forks that are in comparable form and under common names.
   *
   * @param paired whether forks at the same place in both lists ran as a pair
   */
  CostTable(List<ProfiledFork> base, List<ProfiledFork> head, boolean paired) {
    this.paired = paired;
    baseForks = base.size();
    headForks = head.size();
    Map<List<String>, Cost> costs = new LinkedHashMap<>();
    for (int i = 0; i < baseForks; i++) {
      add(costs, base.get(i), i, true);
    }
    for (int i = 0; i < headForks; i++) {
      add(costs, head.get(i), i, false);
    }
    paths = new ArrayList<>(costs.size());
    costs.forEach((functions, cost) -> paths.add(new Path(functions, cost)));
  }

  private void add(Map<List<String>, Cost> costs, ProfiledFork fork, int i, boolean ofBase) {
    double operations = fork.operations();
    for (ProfileStack stack : fork.stacks()) {
      List<String> functions = new ArrayList<>(stack.frames().size());
      for (int j = stack.frames().size() - 1; j >= 0; j--) {
        functions.add(stack.frames().get(j).function());
      }
      Cost cost = costs.computeIfAbsent(functions, path -> none());
      double value = stack.cpuNanos() / operations;
      double signals = stack.ticks() / fork.ticksPerSignal();
      double variance = signals == 0 ? 0 : value * value / signals;
      if (ofBase) {
        cost.addBase(i, value, variance);
      } else {
        cost.addHead(i, value, variance);
      }
      see(stack, value, ofBase);
    }
  }

  private void see(ProfileStack stack, double value, boolean ofBase) {
    for (ProfileFrame frame : stack.frames()) {
      Sight sight = sights.computeIfAbsent(frame.function(), function -> new Sight());
      sight.machine |= frame.machine();
      if (!frame.file().isEmpty()) {
        Line line = new Line(frame.file(), frame.line());
        (ofBase ? sight.inBase : sight.inHead).merge(line, value, Double::sum);
      }
    }
  }

  /** No cost, in as many forks. */
  Cost none() {
    return new Cost(baseForks, headForks, paired);
  }

  List<Path> paths() {
    return paths;
  }

  /** Whether the function is native code or a stub. */
  boolean machine(String function) {
    return sights.get(function).machine;
  }

  /**
   * The function's most expensive line in head, or in base if head has none; "" and 0 if unknown.
   */
  Location location(String function) {
    Sight sight = sights.get(function);
    Map<Line, Double> lines = sight.inHead.isEmpty() ? sight.inBase : sight.inHead;
    return lines.entrySet().stream()
        .max(
            Map.Entry.<Line, Double>comparingByValue()
                .thenComparing(entry -> entry.getKey().line(), Comparator.reverseOrder()))
        .map(entry -> new Location(function, entry.getKey().file(), entry.getKey().line()))
        .orElse(new Location(function, "", 0));
  }

  Cost total() {
    Cost total = none();
    paths.forEach(path -> total.add(path.cost()));
    return total;
  }

  /** The benchmark's own part of that: without the compilers, JMH, and what has no stack. */
  Cost own() {
    Cost own = none();
    paths.stream()
        .filter(path -> OWN.contains(path.functions().get(0)))
        .forEach(path -> own.add(path.cost()));
    return own;
  }

  /** The cost of the stacks that end in each function. */
  Map<String, Cost> self() {
    Map<String, Cost> self = new TreeMap<>();
    for (Path path : paths) {
      self.computeIfAbsent(path.leaf(), function -> none()).add(path.cost());
    }
    return self;
  }

  /** The cost of the stacks that each function is anywhere in, counted once. */
  Map<String, Cost> cumulative() {
    return cumulative(paths);
  }

  /** The same over some stacks only. */
  Map<String, Cost> cumulative(Collection<Path> some) {
    Map<String, Cost> cumulative = new TreeMap<>();
    for (Path path : some) {
      Set<String> once = new LinkedHashSet<>(path.functions());
      for (String function : once) {
        cumulative.computeIfAbsent(function, name -> none()).add(path.cost());
      }
    }
    return cumulative;
  }

  /** The caller under which the function costs most, empty for a root. */
  String mainCaller(String function) {
    Map<String, Double> callers = new HashMap<>();
    for (Path path : paths) {
      int at = path.depth(function);
      if (at > 0) {
        double cost = path.cost().baseMean() + path.cost().headMean();
        callers.merge(path.functions().get(at - 1), cost, Double::sum);
      }
    }
    return callers.entrySet().stream()
        .max(Map.Entry.<String, Double>comparingByValue().thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** The functions from the root to this one on the path on which its difference is largest. */
  List<String> mainPath(String function) {
    Map<List<String>, Double> callers = new LinkedHashMap<>();
    for (Path path : paths) {
      int at = path.depth(function);
      if (at >= 0) {
        callers.merge(path.functions().subList(0, at + 1), path.cost().difference(), Double::sum);
      }
    }
    return callers.entrySet().stream()
        .max(Map.Entry.comparingByValue(Comparator.comparingDouble(Math::abs)))
        .map(entry -> List.copyOf(entry.getKey()))
        .orElse(List.of(function));
  }
}
