// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import java.util.Locale;
import org.jmhpprof.gate.attribution.Figures;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Estimate;

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
                    : percent(estimate.ratio()))
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
        : "[%s, %s]".formatted(percent(estimate.lower()), percent(estimate.upper()));
  }

  private static boolean isDifference(Estimate estimate) {
    return estimate.method().endsWith("-difference") || Double.isNaN(estimate.ratio());
  }

  private static String percent(double ratio) {
    return Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "%+.1f %%", 100 * (ratio - 1));
  }
}
