// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much a cost changed, and the numbers behind it.
 *
 * @param method how it was made
 * @param ratio cost of head by cost of base, above 1 is worse; NaN where base is zero
 * @param lower lower end of its interval; NaN where there is none
 * @param upper upper end of its interval
 * @param confidence of the two-sided interval, such as 0.95
 * @param difference cost of head less cost of base, in {@code costUnit}
 * @param differenceLower lower end of its interval
 * @param differenceUpper upper end of its interval
 * @param costUnit unit of the differences; the metric's own unless that is a throughput
 * @param standardError of the log ratio, or of the difference for the difference methods
 * @param degreesOfFreedom of the t distribution
 * @param margin the change allowed, as applied: 0.05 allows a ratio of 1.05; for the difference
 *     methods in {@code costUnit}
 * @param p one-sided, against the hypothesis that the change is at most the margin
 * @param adjustedP corrected for the suite's number of tests and for repeated looks
 * @param pImproved one-sided, against the hypothesis that the improvement is at most the margin
 * @param adjustedPImproved corrected likewise
 * @param forksNeeded per side, about, to reach a verdict at this estimate and scatter; 0 where
 *     there is one, -1 where more than a thousand or not computable
 * @param checks other methods' figures, by name, which decide nothing
 */
public record Estimate(
    Estimator method,
    double ratio,
    double lower,
    double upper,
    double confidence,
    double difference,
    double differenceLower,
    double differenceUpper,
    String costUnit,
    double standardError,
    double degreesOfFreedom,
    double margin,
    double p,
    double adjustedP,
    double pImproved,
    double adjustedPImproved,
    int forksNeeded,
    SortedMap<String, Double> checks) {
  /** How a change was estimated: from which forks, and on which scale. */
  public enum Estimator {
    /** Of complete blocks, of logarithms. */
    PAIRED_LOG("paired-t-log"),
    /** Of complete blocks, of plain costs. */
    PAIRED_DIFFERENCE("paired-t-difference"),
    /** Of forks of one session, or of none that is known. */
    WELCH_LOG("welch-t-log"),
    WELCH_DIFFERENCE("welch-t-difference"),
    /** Of sides from different sessions. */
    SESSION_LOG("session-t-log"),
    SESSION_DIFFERENCE("session-t-difference"),
    /** One fork or none: the ratio alone. */
    NONE("none");

    private final String text;

    Estimator(String text) {
      this.text = text;
    }

    /** As reports have it. */
    @Override
    public String toString() {
      return text;
    }

    /** Whether differences of costs were compared, not their ratios. */
    public boolean isDifference() {
      return this == PAIRED_DIFFERENCE || this == WELCH_DIFFERENCE || this == SESSION_DIFFERENCE;
    }

    /** Whether the forks of both sides were taken for independent. */
    public boolean isIndependent() {
      return this == WELCH_LOG || this == WELCH_DIFFERENCE;
    }

    /** Whether sessions, not forks, were the replicates. */
    public boolean isOfSessions() {
      return this == SESSION_LOG || this == SESSION_DIFFERENCE;
    }
  }

  public Estimate {
    checks = Collections.unmodifiableSortedMap(new TreeMap<>(checks));
  }

  /** The change of the cost, {@code +12.3 %}, or as a difference where the floor decides. */
  public String change() {
    return isOfDifference() ? Figures.signed(difference) + " " + costUnit : Figures.change(ratio);
  }

  /** The interval of that change; empty where there is none. */
  public String interval() {
    if (Double.isNaN(isOfDifference() ? differenceLower : lower)) {
      return "";
    }
    return isOfDifference()
        ? "[%s, %s]".formatted(Figures.signed(differenceLower), Figures.signed(differenceUpper))
        : "[%s, %s]".formatted(Figures.change(lower), Figures.change(upper));
  }

  private boolean isOfDifference() {
    return method.isDifference() || Double.isNaN(ratio);
  }

  /** The same with its p-values corrected. */
  public Estimate adjusted(double adjusted, double adjustedImproved) {
    return with(adjusted, adjustedImproved, forksNeeded);
  }

  /** The same without a verdict, which would need so many forks. */
  public Estimate needing(int forks) {
    return with(adjustedP, adjustedPImproved, forks);
  }

  private Estimate with(double adjusted, double adjustedImproved, int forks) {
    return new Estimate(
        method,
        ratio,
        lower,
        upper,
        confidence,
        difference,
        differenceLower,
        differenceUpper,
        costUnit,
        standardError,
        degreesOfFreedom,
        margin,
        p,
        adjusted,
        pImproved,
        adjustedImproved,
        forks,
        checks);
  }
}
