// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Numbers as text. In a fork, the first use of {@code String.format} with a number loads the data
 * of locales, which takes longer than all the numbers.
 */
public final class Decimal {
  private Decimal() {}

  /**
   * A number with that many digits after the point.
   *
   * @param value finite
   * @param digits at least 0
   */
  public static String of(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).toPlainString();
  }

  /** A text, after as many blanks as make it this wide. */
  public static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
