// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import org.jmhpprof.ring.SampleConsumer;

/**
 * A bounded queue of samples, for many writers and one reader, off which nobody waits. Every one of
 * them carries the same: kind, time, thread, count, value, cost, and a stack.
 */
interface SampleQueue {
  /**
   * Writes one sample.
   *
   * @return false if there was no room
   */
  boolean write(int writer, long[] stack, int depth);

  /**
   * Hands samples to the consumer, as an array of its own or of the queue's.
   *
   * @param limit how many at most
   * @return how many it were
   */
  int drain(SampleConsumer consumer, int limit);

  /** Hands over everything that is there, while nobody writes. */
  default void drainAll(SampleConsumer consumer) {
    // One empty answer is not the end: a queue may have come to the end of its memory.
    for (int empty = 0; empty < 2; ) {
      empty = drain(consumer, 4096) == 0 ? empty + 1 : 0;
    }
  }

  /** How many samples of this depth fit, at most. */
  int capacity(int depth);

  /** What the queue itself has counted as lost since the last call; -1 if it does not count. */
  default long takeLost() {
    return -1;
  }

  /**
   * Writes {@code count} samples back to back and counts the refused ones.
   *
   * @return what that took, ns
   */
  default long timedWrites(int writer, long[] stack, int depth, int count, Refusals refusals) {
    int refused = 0;
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      if (!write(writer, stack, depth)) {
        refused++;
      }
    }
    long end = System.nanoTime();
    refusals.count += refused;
    return end - begin;
  }

  /** Counts writes into a full queue; one per writer. */
  final class Refusals {
    long count;
  }
}
