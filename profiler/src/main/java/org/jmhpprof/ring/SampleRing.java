// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

import static java.nio.ByteOrder.nativeOrder;
import static org.jmhpprof.ring.SampleRingLayout.CAPACITY_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.CONTROL_BYTES;
import static org.jmhpprof.ring.SampleRingLayout.COST_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.COUNT_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.FIRST_LOST_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.HEAD_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.KIND_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.LENGTH_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.LOST_VALUE_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.MAGIC;
import static org.jmhpprof.ring.SampleRingLayout.MAGIC_OFFSET;
import static org.jmhpprof.ring.SampleRingLayout.MAX_CAPACITY;
import static org.jmhpprof.ring.SampleRingLayout.MIN_CAPACITY;
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

/**
 * A bounded off-heap ring that carries samples from many writers, signal handlers among them, to
 * one reader. This class owns the memory and is the reader; the protocol is the package's
 * description.
 *
 * <p>All methods but {@link #memory()} and {@link #capacity()} belong to one thread at a time.
 */
public final class SampleRing {
  /** How many kinds of samples the ring keeps apart; they are numbered from 0. */
  public static final int KINDS = SampleRingLayout.KINDS;

  private static final int CACHE_LINE = 64;
  private static final int WARM_DEPTH = 1024;

  /**
   * The reader tells the writers about free space in pieces of this size: each costs them a line.
   */
  private static final int MOST_UNTOLD = 8 << 10;

  private static final long[] ZEROES = new long[WARM_DEPTH];

  // immutable
  private final ByteBuffer memory;
  private final LongBuffer words;
  private final int capacity;

  // owned by the reader
  private long head;
  private long told;
  private long[] stack;
  private long lostValue;
  private long lostSinceNanos;

  private SampleRing(ByteBuffer memory, int capacity, long position) {
    this.memory = memory;
    this.words = memory.asLongBuffer();
    this.capacity = capacity;
    this.head = position;
    this.told = position;
    this.stack = new long[Math.min(WARM_DEPTH, SampleRingLayout.maxDepth(capacity))];
    WORDS.set(memory, CAPACITY_OFFSET, (long) capacity);
    WORDS.set(memory, TAIL_OFFSET, position);
    WORDS.set(memory, SEEN_OFFSET, position);
    WORDS.set(memory, HEAD_OFFSET, position);
    WORDS.set(memory, MAGIC_OFFSET, MAGIC);
  }

  /**
   * A new, empty ring.
   *
   * @param capacityBytes bytes for records, rounded up to a power of two
   * @throws IllegalArgumentException if the capacity is below 4 KiB or above 1 GiB
   */
  public static SampleRing allocate(int capacityBytes) {
    return allocate(capacityBytes, 0);
  }

  /** A ring whose writers and reader start at {@code position}, a multiple of eight. */
  static SampleRing allocate(int capacityBytes, long position) {
    if (capacityBytes < MIN_CAPACITY || capacityBytes > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "ring capacity of %d bytes is not between %d (4 KiB) and %d (1 GiB)"
              .formatted(capacityBytes, MIN_CAPACITY, MAX_CAPACITY));
    }
    if (position < 0 || position % WORD != 0) {
      throw new IllegalArgumentException("not a position in a ring: " + position);
    }
    int capacity = powerOfTwo(capacityBytes);
    // A new direct buffer is zero, which is what the protocol asks of unclaimed space.
    ByteBuffer memory =
        ByteBuffer.allocateDirect(CONTROL_BYTES + capacity + CACHE_LINE)
            .alignedSlice(CACHE_LINE)
            .slice(0, CONTROL_BYTES + capacity)
            .order(nativeOrder());
    return new SampleRing(memory, capacity, position);
  }

  /** The smallest capacity whose ring takes stacks of {@code depth} words, 0 to 2^26. */
  public static int smallestCapacity(int depth) {
    return powerOfTwo(
        Math.toIntExact(Math.max(MIN_CAPACITY, 2 * SampleRingLayout.recordBytes(depth))));
  }

  private static int powerOfTwo(int atLeast) {
    int highest = Integer.highestOneBit(atLeast);
    return highest < atLeast ? highest << 1 : highest;
  }

  /**
   * The memory for {@link SampleRingWriter} and {@code ring_attach}. It lives as long as this
   * buffer or the ring is reachable, so whoever hands its address to C keeps one of them.
   */
  public ByteBuffer memory() {
    return memory.duplicate().order(nativeOrder());
  }

  /** Bytes for records. */
  public int capacity() {
    return capacity;
  }

  /** The deepest stack that the ring takes; a deeper one is always lost. */
  public int maxDepth() {
    return SampleRingLayout.maxDepth(capacity);
  }

  /**
   * Hands published samples to {@code consumer}, oldest claim first, and frees their space. Ends at
   * the limit, at a sample that its writer has not published yet, or after one round of the ring;
   * never waits. Allocates only when a stack is deeper than 1024 words and than every one before
   * it.
   *
   * <p>A sample leaves the ring before the consumer sees it. An exception of the consumer therefore
   * ends this call, costs that one sample, and leaves everything behind it for the next call.
   *
   * @param limit how many samples at most
   * @return how many samples were handed over
   * @throws IllegalStateException if the memory was overwritten by something else
   */
  public int drain(SampleConsumer consumer, int limit) {
    // Only bounds the work of this call; whether a record is there is said by its length alone. The
    // tail is not read: that would take its line away from the writers.
    long end = head + capacity;
    try {
      return drain(consumer, limit, end);
    } finally {
      tellHead();
    }
  }

  private int drain(SampleConsumer consumer, int limit, long end) {
    int drained = 0;
    while (drained < limit && head < end) {
      int index = SampleRingLayout.index(head, capacity);
      // Pairs with the release in the writers' publish, and with that of a padding's length.
      long length = (long) WORDS.getAcquire(memory, index + LENGTH_OFFSET);
      if (length == 0) {
        break;
      }
      if (length < 0) {
        checkPadding(length, index);
        release(index, WORD, -length);
        continue;
      }
      int depth = checkedDepth(length, index);
      long timeNanos = memory.getLong(index + TIME_OFFSET);
      int threadId = memory.getInt(index + THREAD_OFFSET);
      int count = memory.getInt(index + COUNT_OFFSET);
      long costNanos = Integer.toUnsignedLong(memory.getInt(index + COST_OFFSET));
      int kind = checkedKind(memory.getInt(index + KIND_OFFSET), index);
      long value = memory.getLong(index + VALUE_OFFSET);
      words.get((index + STACK_OFFSET) / WORD, stack, 0, depth);
      release(index, (int) length, length);
      drained++;
      consumer.accept(kind, timeNanos, threadId, count, value, costNanos, stack, depth);
    }
    return drained;
  }

  /** Zeroes what was written, and only then gives the space back, at the latest when drain ends. */
  private void release(int index, int written, long claimed) {
    int end = (index + written) / WORD;
    for (int i = index / WORD; i < end; i += ZEROES.length) {
      words.put(i, ZEROES, 0, Math.min(ZEROES.length, end - i));
    }
    head += claimed;
    if (head - told >= Math.min(MOST_UNTOLD, capacity / 8)) {
      tellHead();
    }
  }

  private void tellHead() {
    if (told != head) {
      told = head;
      // Pairs with the writers' acquire of head.
      WORDS.setRelease(memory, HEAD_OFFSET, head);
    }
  }

  private int checkedDepth(long length, int index) {
    long depth = (length - STACK_OFFSET) / WORD;
    if (length % WORD != 0
        || length < STACK_OFFSET
        || length > capacity / 2
        || index + length > CONTROL_BYTES + capacity) {
      throw overwritten(length, index);
    }
    if (depth > stack.length) {
      stack = new long[Math.min(Integer.highestOneBit((int) depth) << 1, maxDepth())];
    }
    return (int) depth;
  }

  private static int checkedKind(int kind, int index) {
    if (kind < 0 || kind >= KINDS) {
      throw new IllegalStateException(
          "the sample ring was overwritten: kind %d at byte %d".formatted(kind, index));
    }
    return kind;
  }

  private void checkPadding(long length, int index) {
    if (index - length != CONTROL_BYTES + capacity) {
      throw overwritten(length, index);
    }
  }

  private static IllegalStateException overwritten(long length, int index) {
    return new IllegalStateException(
        "the sample ring was overwritten: length %d at byte %d".formatted(length, index));
  }

  /**
   * How many were lost of a kind since the last call because there was no room: the sum of the
   * samples' counts.
   */
  public long takeLost(int kind) {
    int offset = SampleRingLayout.lostOffset(kind);
    // The count first: taken the other way round, the time of a loss that comes in between would be
    // left behind as the first of a later, younger group. Pairs with the writers' release add.
    long lost = (long) WORDS.getAndSetAcquire(memory, offset, 0L);
    lostValue = 0;
    if (lost != 0) {
      lostValue = (long) WORDS.getAndSetAcquire(memory, offset + LOST_VALUE_OFFSET, 0L);
      long since = (long) WORDS.getAndSetAcquire(memory, FIRST_LOST_OFFSET, 0L);
      // A loss between the two steps found the time of the group before and left none of its own.
      lostSinceNanos = since == 0 ? lostSinceNanos : since;
    }
    return lost;
  }

  /**
   * The sum of the values of what {@link #takeLost} last returned. That of a loss which ran into
   * the call can be in here while its count comes with the next call.
   */
  public long lostValue() {
    return lostValue;
  }

  /**
   * The time of the first loss of what {@link #takeLost} last returned above zero. When such a loss
   * ran into the call before, this may be the time of that call's first loss, which is too early,
   * or of a loss soon after, which is too late.
   */
  public long lostSinceNanos() {
    return lostSinceNanos;
  }

  /** The numbers on which Java and C must agree, in the order of {@code ring_layout}. */
  public static long[] layout() {
    return SampleRingLayout.toArray();
  }
}
