// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Map;
import java.util.OptionalDouble;
import org.jmhpprof.gate.model.Metric.Direction;

/**
 * One figure of a benchmark.
 *
 * @param name {@link #SCORE}, {@code score:p99}, or the label of a secondary result, such as {@code
 *     gc.alloc.rate.norm}
 * @param unit as in the result file, {@code ns/op}, {@code ops/s}, {@code B/op}
 * @param direction which way it gets better
 */
public record Metric(String name, String unit, Direction direction) {
  /**
   * A unit as JMH writes it, such as {@code ns/op} or {@code ops/ms}.
   *
   * @param text the unit's name
   */
  public record Unit(String text) {
    private static final Map<String, Double> NANOSECONDS =
        Map.ofEntries(
            Map.entry("ns", 1.0),
            Map.entry("us", 1e3),
            Map.entry("ms", 1e6),
            Map.entry("s", 1e9),
            Map.entry("sec", 1e9),
            Map.entry("min", 60e9),
            Map.entry("hr", 3600e9),
            Map.entry("day", 86400e9));

    /** What one of this unit is in another: 1000 from {@code us/op} to {@code ns/op}. */
    public OptionalDouble factorTo(Unit other) {
      if (text.equals(other.text)) {
        return OptionalDouble.of(1);
      }
      Double from = NANOSECONDS.get(numerator());
      Double to = NANOSECONDS.get(other.numerator());
      if (from != null && to != null && denominator().equals(other.denominator())) {
        return OptionalDouble.of(from / to);
      }
      from = NANOSECONDS.get(denominator());
      to = NANOSECONDS.get(other.denominator());
      if (from != null && to != null && numerator().equals(other.numerator())) {
        return OptionalDouble.of(to / from);
      }
      return OptionalDouble.empty();
    }

    /** The unit of the cost: {@code s/op} for {@code ops/s}. */
    public Unit cost(Direction direction) {
      if (direction != Direction.HIGHER_IS_BETTER) {
        return this;
      }
      return denominator().isEmpty()
          ? new Unit("1/" + text)
          : new Unit(denominator() + "/" + (numerator().equals("ops") ? "op" : numerator()));
    }

    /** Which way a figure in this unit gets better, where the unit tells. */
    public Direction direction() {
      if (text.startsWith("ops/")) {
        return Direction.HIGHER_IS_BETTER;
      }
      return text.endsWith("/op") ? Direction.LOWER_IS_BETTER : Direction.UNKNOWN;
    }

    private String numerator() {
      int slash = text.indexOf('/');
      return slash < 0 ? text : text.substring(0, slash);
    }

    private String denominator() {
      int slash = text.indexOf('/');
      return slash < 0 ? "" : text.substring(slash + 1);
    }
  }

  /** Which way a metric gets better. */
  public enum Direction {
    LOWER_IS_BETTER,
    HIGHER_IS_BETTER,
    /** Reported, never gated. */
    UNKNOWN;

    /** From a metric to its cost, and back: a throughput is inverted. */
    public double cost(double value) {
      return this == HIGHER_IS_BETTER ? 1 / value : value;
    }
  }

  /** The benchmark's own score. */
  public static final String SCORE = "score";

  /** Bytes per operation, of JMH's profiler {@code gc}. */
  public static final String ALLOCATION = "gc.alloc.rate.norm";

  /** A value of it as a cost, or a cost as a value of it: a throughput is inverted. */
  public double cost(double value) {
    return direction.cost(value);
  }

  /** The unit of its costs: {@code s/op} for {@code ops/s}. */
  public String costUnit() {
    return new Unit(unit).cost(direction).text();
  }

  /** Whether this is the score itself, not a percentile of it nor a secondary result. */
  public boolean isScore() {
    return name.equals(SCORE);
  }

  /** Whether it is what an operation allocates. */
  public boolean isAllocation() {
    return name.equals(ALLOCATION);
  }
}
