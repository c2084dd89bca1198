// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Metric.Unit;
import org.jmhpprof.gate.model.Settings.Rule;

/**
 * By which rules a suite is judged.
 *
 * @param alpha error rate over the whole suite, such as 0.05
 * @param margin the relative change allowed unless a rule says otherwise, such as 0.05
 * @param pairMargin the same for what was measured in pairs
 * @param correction how the tests of a suite are corrected
 * @param looks how often a benchmark may be judged before it is decided, more where looks that a
 *     run took early have spent their share of the error rate; at least 1. P-values are multiplied
 *     by it
 * @param allowMismatch whether different conditions are only flagged
 * @param rules exceptions for some benchmarks and metrics, in order
 * @param allowed what would end the gate with another status than 0, and was meant
 */
public record Settings(
    double alpha,
    double margin,
    double pairMargin,
    Correction correction,
    int looks,
    boolean allowMismatch,
    List<Rule> rules,
    Allowed allowed) {
  /** 5 % error rate, 5 % margin, 2 % in pairs, Holm, one look. */
  public static final Settings DEFAULTS =
      new Settings(0.05, 0.05, 0.02, Correction.HOLM, 1, false, List.of(), Allowed.NOTHING);

  /** How the p-values of a suite are corrected for their number. */
  public enum Correction {
    /** Holm: bounds the chance of one false alarm or more in the whole suite. */
    HOLM {
      @Override
      public double[] adjusted(double[] p) {
        Integer[] order = ascending(p);
        double[] adjusted = new double[p.length];
        double most = 0;
        for (int i = 0; i < order.length; i++) {
          most = Math.max(most, Math.min(1, (p.length - i) * p[order[i]]));
          adjusted[order[i]] = most;
        }
        return adjusted;
      }
    },
    /** Benjamini and Hochberg: bounds the share of false ones among the alarms. */
    BH {
      @Override
      public double[] adjusted(double[] p) {
        Integer[] order = ascending(p);
        double[] adjusted = new double[p.length];
        double least = 1;
        for (int i = order.length - 1; i >= 0; i--) {
          least = Math.min(least, p.length / (i + 1.0) * p[order[i]]);
          adjusted[order[i]] = least;
        }
        return adjusted;
      }
    },
    /** Each test on its own. */
    NONE {
      @Override
      public double[] adjusted(double[] p) {
        return p;
      }
    };

    /** The adjusted p-values, in the order given. */
    public abstract double[] adjusted(double[] p);

    private static Integer[] ascending(double[] p) {
      Integer[] order = new Integer[p.length];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, Comparator.comparingDouble(i -> p[i]));
      return order;
    }
  }

  /**
   * An exception from the settings. Of the rules that match, the last one that says something
   * counts.
   *
   * @param benchmark found anywhere in {@code package.Class.method [param=value] mode}
   * @param metric matches the whole name, such as {@code score} or {@code gc.alloc.rate.norm}
   * @param margin relative change allowed, 0.05 for 5 %
   * @param floor absolute change of the cost that does not matter
   * @param floorUnit unit of the floor, such as {@code ns/op}; empty for the cost's own
   * @param direction which way the metric gets better
   * @param gated whether it can fail the suite
   */
  public record Rule(
      Pattern benchmark,
      Pattern metric,
      OptionalDouble margin,
      OptionalDouble floor,
      String floorUnit,
      Optional<Direction> direction,
      Optional<Boolean> gated) {}

  /**
   * What was meant.
   *
   * @param missing found in the full names of benchmarks that head need not have
   * @param same whether base and head may hold the same measurements
   */
  public record Allowed(Optional<Pattern> missing, boolean same) {
    public static final Allowed NOTHING = new Allowed(Optional.empty(), false);

    /** Whether head need not have a benchmark. */
    public boolean isMissing(String benchmark) {
      return missing.filter(pattern -> pattern.matcher(benchmark).find()).isPresent();
    }
  }

  public Settings {
    rules = List.copyOf(rules);
  }

  /** Without exceptions, and nothing allowed but a mismatch. */
  public Settings(
      double alpha, double margin, Correction correction, int looks, boolean allowMismatch) {
    this(alpha, margin, margin, correction, looks, allowMismatch, List.of(), Allowed.NOTHING);
  }

  /** The same with these exceptions. */
  public Settings with(List<Rule> exceptions) {
    return new Settings(
        alpha, margin, pairMargin, correction, looks, allowMismatch, exceptions, allowed);
  }

  /** The same with the error rate shared by so many looks. */
  public Settings sharing(int all) {
    return new Settings(alpha, margin, pairMargin, correction, all, allowMismatch, rules, allowed);
  }

  /** The same for what was measured in pairs. */
  public Settings inPairs() {
    return new Settings(
        alpha, pairMargin, pairMargin, correction, looks, allowMismatch, rules, allowed);
  }

  /** The same for what was measured in turns. */
  public Settings inTurns() {
    return new Settings(alpha, margin, margin, correction, looks, allowMismatch, rules, allowed);
  }

  /** For people: {@code 5 %}, or {@code 2 % in pairs, 5 % in turns} where both are in use. */
  public String margins() {
    return pairMargin == margin
        ? Figures.percent(margin)
        : Figures.percent(pairMargin) + " in pairs, " + Figures.percent(margin) + " in turns";
  }

  /** The error rate of one look. */
  public double alphaOfALook() {
    return alpha / looks;
  }

  /**
   * What holds for one metric of one benchmark.
   *
   * @param margin relative change allowed
   * @param floor absolute change of the cost that does not matter, in the cost's unit
   * @param direction which way the metric gets better
   * @param gated whether it can fail the suite
   * @param problem why the floor cannot be applied, empty if it can
   */
  public record Limits(
      double margin, double floor, Direction direction, boolean gated, String problem) {
    /**
     * Half the smallest object per operation: what warmup and the harness leave in a benchmark that
     * allocates nothing is less.
     */
    public static final double ALLOCATION_FLOOR = 8;
  }

  /** What holds for one metric of one benchmark. */
  public Limits limits(BenchmarkKey key, Metric metric) {
    String name = fullName(key);
    double relative = margin;
    OptionalDouble floor = OptionalDouble.empty();
    String floorUnit = "";
    Direction direction = metric.direction();
    boolean gated = true;
    for (Rule rule : rules) {
      if (rule.benchmark().matcher(name).find() && rule.metric().matcher(metric.name()).matches()) {
        relative = rule.margin().orElse(relative);
        if (rule.floor().isPresent()) {
          floor = rule.floor();
          floorUnit = rule.floorUnit();
        }
        direction = rule.direction().orElse(direction);
        gated = rule.gated().orElse(gated);
      }
    }
    double limit = floor.orElse(metric.isAllocation() ? Limits.ALLOCATION_FLOOR : 0);
    String problem = "";
    if (!floorUnit.isEmpty() && !metric.unit().isEmpty()) {
      Unit cost = new Unit(metric.unit()).cost(direction);
      OptionalDouble factor = new Unit(floorUnit).factorTo(cost);
      if (factor.isEmpty()) {
        problem = "the floor in " + floorUnit + " does not fit a cost in " + cost.text();
      }
      limit *= factor.orElse(0);
    }
    return new Limits(relative, limit, direction, gated && direction != Direction.UNKNOWN, problem);
  }

  /** What a rule's pattern is looked for in. */
  private static String fullName(BenchmarkKey key) {
    String name = key.benchmark();
    if (!key.params().isEmpty()) {
      name += " " + key.params().toString().replace('{', '[').replace('}', ']');
    }
    return name + " " + key.mode();
  }
}
