// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.math.BigDecimal;
import java.math.MathContext;
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
