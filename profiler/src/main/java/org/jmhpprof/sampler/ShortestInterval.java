// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.Locale;

/** The shortest interval that leaves a thread three quarters of its time for its own work. */
final class ShortestInterval {
  private static final int PARTS = 4;

  private ShortestInterval() {}

  /** The interval, as 1, 2 or 5 times a power of ten. */
  static long of(long signalNanos) {
    long wanted = Math.max(1, signalNanos * PARTS);
    long power = 1;
    while (power * 10 <= wanted) {
      power *= 10;
    }
    for (int times : new int[] {1, 2, 5}) {
      if (times * power >= wanted) {
        return times * power;
      }
    }
    return 10 * power;
  }

  /**
   * The line for an interval that is shorter.
   *
   * @param signalNanos what a signal costs the thread, with its handler where that is known
   */
  static String warning(long intervalNanos, long signalNanos) {
    return String.format(
        Locale.ROOT,
        "interval=%s leaves the threads less than three quarters of their time: a signal costs %.0f"
            + " us; the shortest sensible interval here is %s",
        text(intervalNanos),
        signalNanos / 1e3,
        text(of(signalNanos)));
  }

  private static String text(long nanos) {
    if (nanos % 1_000_000 == 0) {
      return nanos / 1_000_000 + "ms";
    }
    return nanos % 1_000 == 0 ? nanos / 1_000 + "us" : nanos + "ns";
  }
}
