// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** {@code ring.c}, by way of {@code ring_loop.c}: writes many samples per call. */
final class RingLoop {
  static {
    NativeParts.load("ringloop");
  }

  private static final int DEEPEST = 4096;

  private final ByteBuffer memory;
  private final ByteBuffer words = direct(DEEPEST);
  private final ByteBuffer refused = direct(1);

  /** A writer to the ring in this memory, for one thread. */
  RingLoop(ByteBuffer memory) {
    this.memory = memory;
  }

  /** As {@link SampleQueue#timedWrites}, with the loop and the clock in C. */
  long timedWrites(int writer, long[] stack, int depth, int count, SampleQueue.Refusals refusals) {
    words.asLongBuffer().put(0, stack, 0, depth);
    long nanos = write(memory, writer, words, depth, count, refused);
    if (nanos < 0) {
      throw new IllegalStateException("not a ring");
    }
    refusals.count += refused.getLong(0);
    return nanos;
  }

  private static ByteBuffer direct(int longs) {
    return ByteBuffer.allocateDirect(longs * Long.BYTES).order(ByteOrder.nativeOrder());
  }

  private static native long write(
      ByteBuffer ring, int writer, ByteBuffer stack, int depth, int count, ByteBuffer refused);
}
