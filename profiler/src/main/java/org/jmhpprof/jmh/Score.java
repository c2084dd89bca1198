// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The score, as the sum of what a thread did in the time of an operation. The first line is the
 * sum, then each part has a line.
 */
final class Score {
  /** Parts that are smaller have no line, and are in the sum as others. */
  private static final double SMALL = 0.002;

  /**
   * A part of the score.
   *
   * @param cause what it is
   * @param place where most of it was; "" where that says nothing
   */
  record Part(WallCause cause, String place, double nanos) {}

  private Score() {}

  /**
   * The lines.
   *
   * @param nanos of an operation in one thread
   * @param parts each cause once
   * @param unit of the score
   */
  static List<String> lines(double nanos, List<Part> parts, TimeUnit unit) {
    String perOperation = abbreviation(unit) + "/op";
    double each = unit.toNanos(1);
    List<Part> sorted = new ArrayList<>(parts);
    sorted.sort(
        Comparator.comparing((Part part) -> part.cause() != WallCause.CPU)
            .thenComparing(Comparator.comparingDouble(Part::nanos).reversed()));
    StringBuilder sum = new StringBuilder(number(nanos / each) + " " + perOperation + " =");
    double left = nanos;
    List<String> lines = new ArrayList<>();
    String plus = " ";
    for (Part part : sorted) {
      if (part.nanos() < SMALL * nanos) {
        continue;
      }
      left -= part.nanos();
      sum.append(plus).append(number(part.nanos() / each)).append(' ').append(part.cause().word());
      plus = " + ";
      lines.add(
          String.format(
              Locale.ROOT,
              "%12s %s %6.1f %%  %s%s",
              number(part.nanos() / each),
              perOperation,
              100 * part.nanos() / nanos,
              part.cause().meaning(),
              part.place().isEmpty() ? "" : ", most in " + part.place()));
    }
    // Without parts there is nothing to add to.
    String sign = left < 0 ? " - " : plus;
    sum.append(sign).append(number(Math.abs(left) / each)).append(" unexplained");
    lines.add(0, sum.toString());
    return lines;
  }

  private static String number(double value) {
    int digits = value >= 100 ? 1 : value >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String abbreviation(TimeUnit unit) {
    return Map.of(
            TimeUnit.NANOSECONDS, "ns",
            TimeUnit.MICROSECONDS, "us",
            TimeUnit.MILLISECONDS, "ms",
            TimeUnit.SECONDS, "s",
            TimeUnit.MINUTES, "min",
            TimeUnit.HOURS, "hr",
            TimeUnit.DAYS, "day")
        .get(unit);
  }
}
