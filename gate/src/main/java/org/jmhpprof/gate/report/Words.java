// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Figures;

/** A change of the cost as people read it. */
final class Words {
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
}
