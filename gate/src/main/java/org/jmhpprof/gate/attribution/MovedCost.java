// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference.FunctionKind;
import org.jmhpprof.gate.attribution.Attribution.Moved;

/**
 * Finds cost that changed its name and not its size.
 *
 * <p>A renamed function vanishes here and appears there; an extracted one takes from its caller; an
 * inlined one gives to it. In each case something rises, something beside it falls, and the
 * function above both costs what it did.
 *
 * <p>Where the function above costs more or less than it did, by more than noise, cost moved and
 * changed too. A renamed function is then to be compared with its old self, and of an extracted one
 * its caller is to be blamed, which holds all of the change.
 */
final class MovedCost {
  /** What may be left of a move, by its size, for it to count as one. */
  private static final double LEFT_OVER = 0.25;

  private final CostTable table;
  private final Map<String, FunctionDifference> rows;
  private final double rate;
  private final List<Moved> found = new ArrayList<>();
  private final Set<String> functions = new HashSet<>();
  private final Map<String, String> renamed = new HashMap<>();

  MovedCost(CostTable table, Map<String, FunctionDifference> rows, double rate) {
    this.table = table;
    this.rows = rows;
    this.rate = rate;
    rows.values().stream()
        .filter(row -> row.selfSignificant(rate) && row.kind() != FunctionKind.UNKNOWN)
        .sorted(Comparator.comparingDouble(row -> -Math.abs(row.self().difference())))
        .forEach(this::look);
  }

  /** The moves, the largest first. */
  List<Moved> found() {
    return found;
  }

  /** Functions that changed their names and their costs: the new names by the old ones. */
  Map<String, String> renamed() {
    return renamed;
  }

  /** Every function whose own difference says nothing: cost moved to or from it. */
  Set<String> functions() {
    return functions;
  }

  private void look(FunctionDifference row) {
    if (functions.contains(row.function())) {
      return;
    }
    String caller = table.mainCaller(row.function());
    for (String under : List.of(row.function(), caller)) {
      FunctionDifference whole = rows.get(under);
      if (whole != null && cancels(row, whole)) {
        Optional<String> other = counterpart(row, under);
        if (other.isPresent()) {
          if (whole.cumulative().excludesZero()) {
            changed(row, rows.get(other.get()), whole);
          } else {
            record(row, other.get(), whole);
          }
          return;
        }
      }
    }
  }

  private void changed(FunctionDifference row, FunctionDifference other, FunctionDifference whole) {
    FunctionDifference from = row.self().difference() < 0 ? row : other;
    FunctionDifference to = from == row ? other : row;
    if (from == whole || to == whole) {
      functions.add(from == whole ? to.function() : from.function());
    } else if (from.cumulative().head() == 0 && to.cumulative().base() == 0) {
      renamed.put(from.function(), to.function());
    }
  }

  private static boolean cancels(FunctionDifference row, FunctionDifference whole) {
    return Math.abs(whole.cumulative().difference())
        <= LEFT_OVER * Math.abs(row.self().difference());
  }

  /** What moved the other way: the function above both, or the one under it that moved most. */
  private Optional<String> counterpart(FunctionDifference row, String under) {
    double sign = Math.signum(row.self().difference());
    return rows.values().stream()
        .filter(other -> !other.function().equals(row.function()))
        .filter(other -> other.selfSignificant(rate))
        .filter(other -> Math.signum(other.self().difference()) == -sign)
        .filter(
            other ->
                other.function().equals(under) || table.mainCaller(other.function()).equals(under))
        .max(Comparator.comparingDouble(other -> Math.abs(other.self().difference())))
        .map(FunctionDifference::function);
  }

  private void record(FunctionDifference row, String other, FunctionDifference whole) {
    boolean rose = row.self().difference() > 0;
    double moved =
        Math.min(Math.abs(row.self().difference()), Math.abs(rows.get(other).self().difference()));
    found.add(
        new Moved(
            rose ? other : row.function(),
            rose ? row.function() : other,
            whole.function(),
            moved,
            whole.cumulative().difference()));
    functions.add(row.function());
    functions.add(other);
  }
}
