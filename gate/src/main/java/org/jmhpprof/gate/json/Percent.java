// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

/** Shares as people write them. */
public final class Percent {
  private Percent() {}

  /**
   * {@code 5%} or {@code 0.05}, both 0.05. A plain number above 1 is refused: who writes 5 means 5
   * %.
   *
   * @param where what to name in the error
   * @throws BadInput if it is neither, or below 0 or above 1000 %
   */
  public static double parse(String where, String text) throws BadInput {
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadInput(where + ": expected " + e.getMessage() + ", found " + text);
    }
  }

  /**
   * An error rate.
   *
   * @throws BadInput if it is not above 0 and below 0.5
   */
  public static double errorRate(String where, String text) throws BadInput {
    try {
      return errorRate(text);
    } catch (IllegalArgumentException e) {
      throw new BadInput(where + ": expected " + e.getMessage() + ", found " + text);
    }
  }

  static double parse(String text) {
    String number = text.strip();
    boolean percent = number.endsWith("%");
    double share = Double.NaN;
    try {
      double value =
          Double.parseDouble(percent ? number.substring(0, number.length() - 1) : number);
      share = percent ? value / 100 : value;
    } catch (NumberFormatException e) {
      // Falls through to the one message.
    }
    if (share >= 0 && share <= (percent ? 10 : 1)) {
      return share;
    }
    throw new IllegalArgumentException("a share such as 5% or 0.05");
  }

  static double errorRate(String text) {
    double rate = parse(text);
    if (rate > 0 && rate < 0.5) {
      return rate;
    }
    throw new IllegalArgumentException("above 0 and below 0.5");
  }
}
