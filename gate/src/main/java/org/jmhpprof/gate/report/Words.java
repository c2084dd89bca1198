// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Verdict;

/** Numbers and verdicts as people read them. */
final class Words {
  private Words() {}

  static String of(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Four significant digits, "" for no number. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (Double.isInfinite(value) || value == 0) {
      return Double.isInfinite(value) ? Double.toString(value) : "0";
    }
    double size = Math.abs(value);
    if (size >= 1e9 || size < 1e-4) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4));
    return size >= 1000 ? String.format(Locale.ROOT, "%.0f", value) : rounded.toPlainString();
  }

  /** The same with its sign. */
  static String signed(double value) {
    return value > 0 ? "+" + number(value) : number(value);
  }

  /** The change of the cost, {@code +12.3 %}, or as a difference where the floor decides. */
  static String change(Comparison comparison) {
    return comparison
        .estimate()
        .map(
            estimate ->
                isDifference(estimate)
                    ? signed(estimate.difference()) + " " + estimate.costUnit()
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
              .formatted(signed(estimate.differenceLower()), signed(estimate.differenceUpper()));
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

  /** Class and method, for places where a whole name is too long. */
  static String shortFunction(String function) {
    int method = function.lastIndexOf('.');
    int owner = function.lastIndexOf('.', method - 1);
    return function.startsWith("[") || method < 0 ? function : function.substring(owner + 1);
  }
}
