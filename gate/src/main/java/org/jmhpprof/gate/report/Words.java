// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Comparison.Flag;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.Verdict;

/** A comparison in a few words. */
public final class Words {
  private Words() {}

  /** The change of the cost, {@code +12.3 %}, or as a difference where the floor decides. */
  static String change(Comparison comparison) {
    return comparison
        .estimate()
        .map(
            estimate ->
                isDifference(estimate)
                    ? Figures.signed(estimate.difference()) + " " + estimate.costUnit()
                    : Figures.change(estimate.ratio()))
        .orElse("");
  }

  /** The interval of that change. */
  static String interval(Comparison comparison) {
    return comparison.estimate().map(Words::interval).orElse("");
  }

  private static String interval(Estimate estimate) {
    if (isDifference(estimate)) {
      return Double.isNaN(estimate.differenceLower())
          ? ""
          : "[%s, %s]"
              .formatted(
                  Figures.signed(estimate.differenceLower()),
                  Figures.signed(estimate.differenceUpper()));
    }
    return Double.isNaN(estimate.lower())
        ? ""
        : "[%s, %s]".formatted(Figures.change(estimate.lower()), Figures.change(estimate.upper()));
  }

  private static boolean isDifference(Estimate estimate) {
    return estimate.method().isDifference() || Double.isNaN(estimate.ratio());
  }

  /**
   * What the verdict rests on, or what it would take to have one; empty if there is nothing to say.
   */
  public static String remark(Comparison comparison) {
    return comparison.estimate().map(estimate -> remark(comparison, estimate)).orElse("");
  }

  private static String remark(Comparison comparison, Estimate estimate) {
    if (comparison.verdict() == Verdict.FAILED) {
      return "";
    }
    if (comparison.flags().contains(Flag.ADVISORY)) {
      return "advisory only";
    }
    return switch (comparison.verdict()) {
      case REGRESSED -> "p = " + Figures.number(estimate.adjustedP());
      case IMPROVED -> "p = " + Figures.number(estimate.adjustedPImproved());
      case INCONCLUSIVE -> {
        if (estimate.forksNeeded() > 0) {
          yield "need about " + estimate.forksNeeded() + " forks";
        }
        yield estimate.method().isOfSessions()
            ? "need more sessions of base"
            : "need more than 1000 forks";
      }
      default -> "";
    };
  }
}
