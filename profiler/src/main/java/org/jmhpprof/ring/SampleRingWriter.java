// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

import static java.nio.ByteOrder.nativeOrder;
import static org.jmhpprof.ring.SampleRingLayout.COST_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.COUNT_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.FIRST_LOST_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.HEAD_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.KIND_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.LENGTH_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.LOST_VALUE_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.SEEN_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.STACK_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.TAIL_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.THREAD_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.TIME_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.VALUE_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.WORD;
import static org.jmhpprof.ring.SampleRingLayout.WORDS;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Objects;

/**
 * Writes samples into a ring by the same protocol as the signal handler's {@code ring.c}. Any
 * number of threads may share a writer, and any number of writers a ring.
 */
public final class SampleRingWriter {
  /** What {@link #claim} returns when there is no room. */
  static final int NO_ROOM = -1;

  private static final long MOST_COST = 0xffff_ffffL;

  // immutable
  private final ByteBuffer memory;
  private final LongBuffer words;
  private final int capacity;

  /**
   * A writer to the ring in {@code memory}.
   *
   * @param memory what {@link SampleRing#memory()} returned
   * @throws IllegalArgumentException if this is not the memory of a ring
   */
  public SampleRingWriter(ByteBuffer memory) {
    this.capacity = SampleRingLayout.checkedCapacity(memory);
    this.memory = memory.duplicate().clear().order(nativeOrder());
    this.words = this.memory.asLongBuffer();
  }

  /**
   * Writes one sample, or counts its loss. The parameters are those of {@link
   * SampleConsumer#accept}.
   *
   * @return false if there was no room
   */
  public boolean write(
      int kind,
      long timeNanos,
      int threadId,
      int count,
      long value,
      long costNanos,
      long[] stack,
      int depth) {
    Objects.checkIndex(kind, SampleRing.KINDS);
    Objects.checkFromIndexSize(0, depth, stack.length);
    int index = claim(kind, depth, timeNanos, threadId, count, value);
    if (index == NO_ROOM) {
      return false;
    }
    fill(index, stack, depth);
    publish(index, depth, costNanos);
    return true;
  }

  /** Space for a record, which must be filled and published with the same depth. */
  int claim(int kind, int depth, long timeNanos, int threadId, int count, long value) {
    long bytes = SampleRingLayout.recordBytes(depth);
    if (bytes > capacity / 2) {
      countLoss(kind, timeNanos, count, value);
      return NO_ROOM;
    }
    long tail;
    long pad;
    do {
      tail = (long) WORDS.getAcquire(memory, TAIL_OFFSET);
      long rest = capacity - (tail & (capacity - 1));
      pad = bytes <= rest ? 0 : rest;
      if (!hasRoom(tail, pad + bytes)) {
        countLoss(kind, timeNanos, count, value);
        return NO_ROOM;
      }
    } while (!WORDS.compareAndSet(memory, TAIL_OFFSET, tail, tail + pad + bytes));
    if (pad != 0) {
      WORDS.setRelease(memory, SampleRingLayout.index(tail, capacity) + LENGTH_OFFSET, -pad);
    }
    int index = SampleRingLayout.index(tail + pad, capacity);
    memory.putLong(index + TIME_OFFSET, timeNanos);
    memory.putInt(index + THREAD_OFFSET, threadId);
    memory.putInt(index + COUNT_OFFSET, count);
    memory.putInt(index + KIND_OFFSET, kind);
    memory.putLong(index + VALUE_OFFSET, value);
    return index;
  }

  /**
   * Whether bytes behind tail are free. A head that was seen before will do for that: head only
   * grows. The reader's line of head is read anew only when the ring looks full.
   */
  private boolean hasRoom(long tail, long bytes) {
    // Acquire, here and for head: pairs with the release of head in SampleRing, seen through the
    // writer that stored it. Loaded after tail: an older head would make a ring look full that is
    // not.
    long head = (long) WORDS.getAcquire(memory, SEEN_OFFSET);
    // When head has passed our old tail the difference is negative, and the CAS is going to fail.
    if (tail - head + bytes <= capacity) {
      return true;
    }
    head = (long) WORDS.getAcquire(memory, HEAD_OFFSET);
    WORDS.setRelease(memory, SEEN_OFFSET, head);
    return tail - head + bytes <= capacity;
  }

  void fill(int index, long[] stack, int depth) {
    words.put((index + STACK_OFFSET) / WORD, stack, 0, depth);
  }

  void publish(int index, int depth, long costNanos) {
    memory.putInt(index + COST_OFFSET, (int) Math.min(costNanos, MOST_COST));
    // Pairs with the acquire of length in SampleRing.drain.
    WORDS.setRelease(memory, index + LENGTH_OFFSET, SampleRingLayout.recordBytes(depth));
  }

  private void countLoss(int kind, long timeNanos, int count, long value) {
    if ((long) WORDS.getOpaque(memory, FIRST_LOST_OFFSET) == 0) {
      WORDS.compareAndSet(memory, FIRST_LOST_OFFSET, 0L, timeNanos);
    }
    int offset = SampleRingLayout.lostOffset(kind);
    long unusedValue = (long) WORDS.getAndAdd(memory, offset + LOST_VALUE_OFFSET, value);
    // Pairs with the acquire of the lost count in SampleRing.takeLost.
    long lost = Integer.toUnsignedLong(count);
    long unusedCount = (long) WORDS.getAndAddRelease(memory, offset, lost);
  }
}
