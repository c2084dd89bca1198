// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.Flag;
import org.jmhpprof.gate.model.Verdict;

/** What a verdict rests on, or what it would take to have one, in a few words. */
public final class Remark {
  private Remark() {}

  /** Empty if there is nothing to say. */
  public static String of(Comparison comparison) {
    return comparison.estimate().map(estimate -> of(comparison, estimate)).orElse("");
  }

  private static String of(Comparison comparison, Estimate estimate) {
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
