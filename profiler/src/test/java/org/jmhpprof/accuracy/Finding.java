// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.util.Locale;

/**
 * What a run found, and whether it is as expected.
 *
 * @param benchmark the simple name, {@code Totals.user}
 * @param how what sets this case apart from others of the same benchmark, or ""
 * @param used how much of what is allowed the value takes up: 0 is a perfect value, 1 is at the
 *     limit
 */
record Finding(
    Answer answer,
    String benchmark,
    String how,
    String expected,
    String value,
    double used,
    boolean within) {

  /** A value that is some percent away from the expected one at most. */
  static Finding near(
      Answer answer,
      String benchmark,
      String how,
      double measured,
      double expected,
      double tolerance) {
    double off = 100 * (measured / expected - 1);
    return new Finding(
        answer,
        benchmark,
        how,
        "within " + number(tolerance) + " %",
        String.format(Locale.ROOT, "%+.2f %%", off),
        Math.abs(off) / tolerance,
        Math.abs(off) <= tolerance);
  }

  /** A share in percent that is some points away from the expected one at most. */
  static Finding share(
      Answer answer,
      String benchmark,
      String how,
      double percent,
      double expected,
      double tolerance) {
    double off = Math.abs(percent - expected);
    return new Finding(
        answer,
        benchmark,
        how,
        number(expected) + " % within " + number(tolerance) + " points",
        percent(percent),
        off / tolerance,
        off <= tolerance);
  }

  /** A share that is some points of a percent away from the truth at most. */
  static Finding points(Answer answer, String benchmark, String how, double off, double tolerance) {
    return new Finding(
        answer,
        benchmark,
        how,
        "within " + number(tolerance) + " points",
        String.format(Locale.ROOT, "%+.2f points", off),
        Math.abs(off) / tolerance,
        Math.abs(off) <= tolerance);
  }

  static Finding atLeast(
      Answer answer, String benchmark, String how, double percent, double limit) {
    return new Finding(
        answer,
        benchmark,
        how,
        "at least " + number(limit) + " %",
        percent(percent),
        Math.max(0, (100 - percent) / (100 - limit)),
        percent >= limit);
  }

  static Finding atMost(Answer answer, String benchmark, String how, double percent, double limit) {
    return new Finding(
        answer,
        benchmark,
        how,
        "at most " + number(limit) + " %",
        percent(percent),
        percent / limit,
        percent <= limit);
  }

  /** Not an answer: a share that makes the workload one that asks the question. */
  static Finding premise(
      Answer answer, String benchmark, String how, double percent, double limit) {
    return holds(
        answer,
        benchmark,
        how,
        "at least " + number(limit) + " %",
        percent(percent),
        percent >= limit);
  }

  /** Something that is so or not. */
  static Finding holds(
      Answer answer, String benchmark, String how, String expected, String value, boolean ok) {
    return new Finding(answer, benchmark, how, expected, value, ok ? 0 : 2, ok);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.2f %%", value);
  }
}
