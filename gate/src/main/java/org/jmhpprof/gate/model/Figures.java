// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Figures {
  private Figures() {}

  /** Four significant digits, "" for no number. */
  public static String number(double value) {
    return rounded(value, 4);
  }

  /** The same with its sign. */
  public static String signed(double value) {
    return value > 0 ? "+" + number(value) : number(value);
  }

  /** Two significant digits with their sign in front, as an error bar; "" for no number. */
  public static String error(double value) {
    return Double.isNaN(value) ? "" : "± " + rounded(value, 2);
  }

  /** A value and its error bar, {@code +12.3 ± 1.5}. */
  public static String signed(double value, double error) {
    return signed(value) + " " + error(error);
  }

  /** A share as {@code 83 %}. */
  public static String wholePercent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /** A share as {@code 5 %}, up to four significant digits. */
  public static String percent(double share) {
    return new BigDecimal(100 * share, new MathContext(4)).stripTrailingZeros().toPlainString()
        + " %";
  }

  /** A share in percent as a bare number, {@code 0.42} or {@code 12.3}; "" for no number. */
  public static String barePercent(double share) {
    double percent = 100 * share;
    return Double.isNaN(share)
        ? ""
        : String.format(Locale.ROOT, percent < 0.995 ? "%.2f" : "%.1f", percent);
  }

  /** What a ratio changed, as {@code +12.3 %}; "" for no number. */
  public static String change(double ratio) {
    return Double.isNaN(ratio) ? "" : bareChange(ratio) + " %";
  }

  /** The same with an interval, {@code +12.3 % [+10.1, +14.5]}, without it where there is none. */
  public static String change(double ratio, double lower, double upper) {
    return Double.isNaN(ratio) || Double.isNaN(lower)
        ? change(ratio)
        : "%s [%s, %s]".formatted(change(ratio), bareChange(lower), bareChange(upper));
  }

  private static String bareChange(double ratio) {
    return String.format(Locale.ROOT, "%+.1f", 100 * (ratio - 1));
  }

  /** About how long, {@code 45 s}, {@code 3 min}, {@code 2 h 5 min}; a second at least. */
  public static String time(Duration duration) {
    long seconds = Math.max(1, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? (seconds + 59) / 60 + " min"
        : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }

  private static String rounded(double value, int digits) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (Double.isInfinite(value) || value == 0) {
      return Double.isInfinite(value) ? Double.toString(value) : "0";
    }
    double size = Math.abs(value);
    if (size >= 1e9 || size < 1e-4) {
      return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
    return size >= 1000 ? String.format(Locale.ROOT, "%.0f", value) : rounded.toPlainString();
  }
}
