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
  public Estimate {
    checks = Collections.unmodifiableSortedMap(new TreeMap<>(checks));
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
