// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.concurrent.locks.LockSupport;

/** Offers samples at a rate, for a time, whether there is room for them or not. */
final class PacedWriter extends Thread {
  private static final long BREATH_NANOS = 50_000;

  private final SampleQueue queue;
  private final int id;
  private final int depth;
  private final long rate;
  private final long lengthNanos;
  private long offered;
  private final SampleQueue.Refusals refusals = new SampleQueue.Refusals();

  /**
   * A writer that is not running yet.
   *
   * @param rate samples each second
   */
  PacedWriter(SampleQueue queue, int id, int depth, long rate, long lengthNanos) {
    super("writer-" + id);
    this.queue = queue;
    this.id = id;
    this.depth = depth;
    this.rate = rate;
    this.lengthNanos = lengthNanos;
  }

  @Override
  public void run() {
    long[] stack = new long[depth];
    stack[0] = 42;
    long begin = System.nanoTime();
    long elapsed;
    do {
      elapsed = Math.min(System.nanoTime() - begin, lengthNanos);
      int due = (int) (rate * elapsed / 1_000_000_000 - offered);
      if (due > 0) {
        queue.timedWrites(id, stack, depth, due, refusals);
        offered += due;
      }
      LockSupport.parkNanos(BREATH_NANOS);
    } while (elapsed < lengthNanos);
  }

  /** How many samples it offered; after it has ended. */
  long offered() {
    return offered;
  }

  /** For how many of them there was no room; after it has ended. */
  long refused() {
    return refusals.count;
  }
}
