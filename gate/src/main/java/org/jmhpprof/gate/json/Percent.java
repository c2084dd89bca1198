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
    String number = text.strip();
    boolean percent = number.endsWith("%");
    try {
      double value =
          Double.parseDouble(percent ? number.substring(0, number.length() - 1) : number);
      double share = percent ? value / 100 : value;
      if (share >= 0 && share <= (percent ? 10 : 1)) {
        return share;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message.
    }
    throw new BadInput(where + ": expected a share such as 5% or 0.05, found " + text);
  }

  /**
   * An error rate.
   *
   * @throws BadInput if it is not above 0 and below 0.5
   */
  public static double errorRate(String where, String text) throws BadInput {
    double rate = parse(where, text);
    if (!(rate > 0 && rate < 0.5)) {
      throw new BadInput(where + ": expected above 0 and below 0.5, found " + text);
    }
    return rate;
  }
}
