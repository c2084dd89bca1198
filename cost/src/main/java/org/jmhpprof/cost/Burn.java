// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.cost;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Makes an operation dearer by a share of what it costs, to prove that the gate sees that. The gate
 * adds {@link #begin} before the timed loop, {@link #operation} before each call of the benchmark,
 * and {@link #end} after the loop.
 *
 * <p>No operation reads a clock, so that this works for operations of some nanoseconds. Each adds
 * to a debt in rounds of a chain of multiplications, and the debt is paid when it is {@link #BATCH}
 * rounds. The cost of the pass before, less what was burned in it, says how many rounds an
 * operation owes. The first pass, a warmup iteration, burns nothing. Before and after each pass,
 * where nothing counts, the length of a round is measured: the speed of the processor changes.
 *
 * <p>Adding to the debt costs something, too: about a nanosecond for an operation, or less where
 * the processor does it beside the operation.
 *
 * <p>One thread runs the loop at a time; with two, there are no costs, and nothing is burned.
 */
public final class Burn {
  /** Rounds that are paid at once, at least. */
  static final int BATCH = 512;

  /** Bits of a debt behind the point. */
  private static final int FRACTION = 16;

  private static final long ENOUGH = (long) BATCH << FRACTION;

  /** Batches that take about two milliseconds. */
  private static final int CALIBRATION = 2048;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** The smallest debt at first: it burns nothing, and counts the operations. */
  private static long owed = 1;

  private static long debt;
  private static long paid;
  private static long value = 1;
  private static double share;
  private static double roundBefore;

  private Burn() {}

  /**
   * The timed loop is about to begin.
   *
   * @param ofCost the share, such as 0.2
   */
  public static void begin(double ofCost) {
    share = ofCost;
    roundBefore = nanosPerRound();
    debt = 0;
    paid = 0;
  }

  /** One call of the benchmark is about to begin. */
  public static void operation() {
    debt += owed;
    if (debt >= ENOUGH) {
      pay();
    }
  }

  private static void pay() {
    int rounds = (int) Math.min(debt >> FRACTION, 1 << 30);
    value = spin(value, rounds);
    debt -= (long) rounds << FRACTION;
    paid += rounds;
  }

  /** The timed loop ended, and the meter has read its cost. */
  public static void end() {
    long cost = Meter.lastCost();
    if (cost < 0) {
      return;
    }
    double round = (roundBefore + nanosPerRound()) / 2;
    double operations = (((double) paid) * (1 << FRACTION) + debt) / owed;
    double own = cost / round - paid;
    if (operations > 0 && own > 0) {
      owed = Math.max(1, Math.round(share * own / operations * (1 << FRACTION)));
    }
  }

  /** In batches, as they are paid, so that both run the same compiled code. */
  private static double nanosPerRound() {
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < CALIBRATION; i++) {
      value = spin(value, BATCH);
    }
    return (THREADS.getCurrentThreadCpuTime() - start) / ((double) CALIBRATION * BATCH);
  }

  /** Each round needs the one before, so that no processor does two at once. */
  private static long spin(long from, int rounds) {
    long next = from;
    for (int i = 0; i < rounds; i++) {
      next = next * 6364136223846793005L + 1442695040888963407L;
    }
    return next;
  }
}
