// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference.FunctionKind;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference.Location;
import org.jmhpprof.gate.attribution.Attribution.Suspect;
import org.jmhpprof.gate.attribution.Dispersion.CostEstimate;
import org.jmhpprof.viewer.model.ComparedStacks;

/**
 * Lays the difference to functions: takes the largest cumulative difference of any function, looks
 * for the most particular function that still holds nearly all of it, sets the stacks through that
 * one aside, and begins again with the rest.
 *
 * <p>The cumulative difference decides, for it stays what it is when self time moves between a
 * caller and what the compiler inlined into it.
 */
final class Suspects {
  private static final int MOST = 5;

  /** A function holds a difference only if it has this share of it. */
  private static final double LEAST_PART = 0.5;

  /** And if it stands out of its noise nearly as much as the one that does so most. */
  private static final double AS_CLEAR = 0.9;

  /** Of what is left after earlier suspects. */
  private static final double SIGNIFICANCE = 0.05;

  private final CostTable table;
  private final Map<String, FunctionDifference> rows;
  private final Dispersion dispersion;
  private final Set<String> moved;
  private final Predicate<String> userCode;
  private final double rate;
  private final double total;
  private final double sign;
  private final String benchmarkMethod;

  /**
   * Prepares the search.
   *
   * @param moved functions that are not slower, only other
   * @param total the whole difference, ns per operation
   * @param sign 1 to look for what got slower, -1 for what got faster, 0 for both
   */
  Suspects(
      CostTable table,
      Map<String, FunctionDifference> rows,
      Dispersion dispersion,
      Set<String> moved,
      Predicate<String> userCode,
      double rate,
      double total,
      double sign) {
    this.table = table;
    this.rows = rows;
    this.dispersion = dispersion;
    this.moved = moved;
    this.userCode = userCode;
    this.rate = rate;
    this.total = total;
    this.sign = sign;
    this.benchmarkMethod = benchmarkMethod(table);
  }

  /** The one under the timed loop; "" if there is none. */
  private static String benchmarkMethod(CostTable table) {
    Map<String, Double> costs = new HashMap<>();
    for (CostTable.Path path : table.paths()) {
      if (path.functions().size() > 1 && path.functions().get(0).equals(ComparedStacks.LOOP)) {
        double cost = path.cost().baseMean() + path.cost().headMean();
        costs.merge(path.functions().get(1), cost, Double::sum);
      }
    }
    return costs.entrySet().stream()
        .max(Map.Entry.<String, Double>comparingByValue().thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  List<Suspect> find() {
    List<Suspect> found = new ArrayList<>();
    List<CostTable.Path> open = new ArrayList<>(table.paths());
    while (found.size() < MOST) {
      Optional<String> start = largest(open);
      if (start.isEmpty()) {
        break;
      }
      String function = holder(start.get(), open);
      List<CostTable.Path> explained = stacks(function, open);
      found.add(suspect(function, explained));
      open.removeAll(explained);
    }
    found.sort(Comparator.comparingDouble(each -> -Math.abs(each.difference().difference())));
    return found;
  }

  /** The stacks that a difference of this function is made of. */
  private List<CostTable.Path> stacks(String function, Collection<CostTable.Path> open) {
    return open.stream()
        .filter(
            path ->
                everywhere(function)
                    ? path.leaf().equals(function)
                    : path.functions().contains(function))
        .toList();
  }

  /** Whether all stacks go through it, so that only its own time says something of it. */
  private boolean everywhere(String function) {
    return function.equals(benchmarkMethod)
        || function.equals(ComparedStacks.LOOP)
        || function.equals(ComparedStacks.OTHER_THREADS);
  }

  private Optional<String> largest(List<CostTable.Path> open) {
    Map<String, Cost> costs = table.cumulative(open);
    costs.replaceAll((function, cost) -> everywhere(function) ? self(function, open) : cost);
    return costs.entrySet().stream()
        .filter(entry -> counts(entry.getKey(), entry.getValue()))
        .max(
            Comparator.comparingDouble(
                    (Map.Entry<String, Cost> entry) -> Math.abs(entry.getValue().difference()))
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey);
  }

  private Cost self(String function, List<CostTable.Path> open) {
    Cost self = table.none();
    open.stream()
        .filter(path -> path.leaf().equals(function))
        .forEach(path -> self.add(path.cost()));
    return self;
  }

  private boolean counts(String function, Cost cost) {
    FunctionDifference row = rows.get(function);
    boolean significant =
        everywhere(function) ? row.selfSignificant(rate) : row.cumulativeSignificant(rate);
    return significant
        && mayBeNamed(row)
        && !moved.contains(function)
        && (sign == 0 || Math.signum(cost.difference()) == sign)
        && dispersion.estimate(cost).p() <= SIGNIFICANCE;
  }

  /** The compilers' own work is warmup: named only where all of CPU time differs. */
  private boolean mayBeNamed(FunctionDifference row) {
    return switch (row.kind()) {
      case JAVA, NATIVE -> true;
      case VM, HARNESS -> sign != 0;
      case UNKNOWN -> false;
    };
  }

  /**
   * The function that holds this one's difference. Callers of the guilty one have cost of others in
   * them, a helper has calls of others, its callees have a part only: with each the difference
   * stands out less. Of those in which it stands out alike, the one that costs least is the lowest.
   */
  private String holder(String start, List<CostTable.Path> open) {
    if (everywhere(start)) {
      return start;
    }
    Map<String, Cost> costs = table.cumulative(open);
    double whole = costs.get(start).difference();
    costs
        .entrySet()
        .removeIf(
            entry ->
                everywhere(entry.getKey())
                    || entry.getValue().difference() / whole < LEAST_PART
                    || !counts(entry.getKey(), entry.getValue()));
    double clearest = costs.values().stream().mapToDouble(this::clearness).max().orElse(0);
    return costs.entrySet().stream()
        .filter(entry -> clearness(entry.getValue()) >= AS_CLEAR * clearest)
        .min(
            Comparator.comparingDouble(
                    (Map.Entry<String, Cost> entry) ->
                        entry.getValue().baseMean() + entry.getValue().headMean())
                .thenComparing(entry -> -depth(entry.getKey(), open))
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElse(start);
  }

  /** The difference in units of its error: what is diluted by other cost stands out less. */
  private double clearness(Cost cost) {
    CostEstimate estimate = dispersion.estimate(cost);
    return Math.abs(estimate.difference()) / estimate.standardError();
  }

  private static int depth(String function, List<CostTable.Path> open) {
    return open.stream().mapToInt(path -> path.depth(function)).max().orElse(-1);
  }

  private Suspect suspect(String function, List<CostTable.Path> explained) {
    Cost cost = table.none();
    explained.forEach(path -> cost.add(path.cost()));
    CostEstimate difference = dispersion.estimate(cost);
    List<String> path = table.mainPath(function);
    Optional<Location> user = userFrame(path);
    Optional<Location> above = user.filter(frame -> !frame.function().equals(function));
    return new Suspect(
        rows.get(function),
        difference,
        difference.difference() / total,
        user,
        above.isPresent() ? above : caller(function, path),
        path);
  }

  /** The nearest caller below the benchmark method: it tells the callers of a helper apart. */
  private Optional<Location> caller(String function, List<String> path) {
    for (int i = path.size() - 1; i >= 0 && !everywhere(path.get(i)); i--) {
      if (!path.get(i).equals(function)) {
        return Optional.of(rows.get(path.get(i)).location());
      }
    }
    return Optional.empty();
  }

  private Optional<Location> userFrame(List<String> path) {
    for (int i = path.size() - 1; i >= 0; i--) {
      FunctionDifference row = rows.get(path.get(i));
      if (row.kind() == FunctionKind.JAVA && userCode.test(row.function())) {
        return Optional.of(row.location());
      }
    }
    return Optional.empty();
  }
}
