// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jmhpprof.gate.model.Metric.Direction;

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
    /** Holm: the chance of one false alarm or more in the whole suite. */
    HOLM,
    /** Benjamini and Hochberg: the share of false ones among the alarms. */
    BH,
    /** Each test on its own. */
    NONE
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
}
