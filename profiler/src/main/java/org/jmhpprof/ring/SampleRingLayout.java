// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

import static java.nio.ByteOrder.nativeOrder;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * Where everything is in the ring's memory. {@code ring.h} says the same in C.
 *
 * <pre>
 *           0               8               16                                64
 *           +---------------+---------------+---------------------------------+
 *   0       | magic,version |   capacity    |              unused             |
 *           +---------------+---------------+---------------------------------+
 *   64      |     tail      |     seen      |              unused             |
 *           +---------------+---------------+---------------------------------+
 *   128     |     head      |                      unused                     |
 *           +---------------+---------------+---------------------------------+
 *   192     |  first lost   |                      unused                     |
 *           +---------------+---------------+---------------+-----------------+
 *   256     |     lost count and lost value of kind 0, of kind 1, ...         |
 *           +---------------+---------------+---------------------------------+
 *   320     |  records, `capacity` bytes                                      |
 *           +-----------------------------------------------------------------+
 *
 *   record  0               8               16      20      24      28      32              40
 *           +---------------+---------------+-------+-------+-------+-------+---------------+------
 *           |    length     |     time      |thread | count | cost  | kind  |     value     | stack
 *           +---------------+---------------+-------+-------+-------+-------+---------------+------
 *   padding 0               8
 *           +---------------+---
 *           |    -bytes     | zeroes up to the ring's end
 *           +---------------+---
 * </pre>
 */
final class SampleRingLayout {
  static final int WORD = Long.BYTES;

  /** "jmhpprf" and the version of the layout in the last byte. */
  static final long MAGIC = 0x6a6d687070726603L;

  static final int MAGIC_OFFSET = 0;
  static final int CAPACITY_OFFSET = 8;
  static final int TAIL_OFFSET = 64;
  static final int SEEN_OFFSET = 72;
  static final int HEAD_OFFSET = 128;
  static final int FIRST_LOST_OFFSET = 192;
  static final int LOST_OFFSET = 256;
  static final int LOST_BYTES = 16;
  static final int LOST_VALUE_OFFSET = 8;
  static final int KINDS = 4;
  static final int CONTROL_BYTES = 320;

  static final int LENGTH_OFFSET = 0;
  static final int TIME_OFFSET = 8;
  static final int THREAD_OFFSET = 16;
  static final int COUNT_OFFSET = 20;
  static final int COST_OFFSET = 24;
  static final int KIND_OFFSET = 28;
  static final int VALUE_OFFSET = 32;
  static final int STACK_OFFSET = 40;

  static final int MIN_CAPACITY = 1 << 12;
  static final int MAX_CAPACITY = 1 << 30;

  /** The words of a ring's memory, by byte offset. Every offset is a multiple of eight. */
  static final VarHandle WORDS = MethodHandles.byteBufferViewVarHandle(long[].class, nativeOrder());

  private SampleRingLayout() {}

  /** The byte of the memory that holds {@code position}. */
  static int index(long position, int capacity) {
    return CONTROL_BYTES + (int) (position & (capacity - 1));
  }

  /** Where the losses of a kind are counted. */
  static int lostOffset(int kind) {
    return LOST_OFFSET + kind * LOST_BYTES;
  }

  /** The length of a record; a long, since no depth may overflow it. */
  static long recordBytes(int depth) {
    return STACK_OFFSET + (long) depth * WORD;
  }

  /**
   * More than half the ring never fits beside the padding it may need, so a longer record is always
   * refused, and a shorter one always fits an empty ring.
   */
  static int maxDepth(int capacity) {
    return (capacity / 2 - STACK_OFFSET) / WORD;
  }

  /** The capacity of the ring in {@code memory}, which is checked to hold one. */
  static int checkedCapacity(ByteBuffer memory) {
    if (!memory.isDirect() || memory.capacity() < CONTROL_BYTES + MIN_CAPACITY) {
      throw new IllegalArgumentException("not the memory of a sample ring: " + memory);
    }
    long magic = (long) WORDS.get(memory, MAGIC_OFFSET);
    long capacity = (long) WORDS.get(memory, CAPACITY_OFFSET);
    if (magic != MAGIC || capacity != memory.capacity() - CONTROL_BYTES) {
      throw new IllegalArgumentException(
          "not a sample ring of this version: magic 0x%x, capacity %d in %d bytes"
              .formatted(magic, capacity, memory.capacity()));
    }
    return (int) capacity;
  }

  static long[] toArray() {
    return new long[] {
      MAGIC,
      MAGIC_OFFSET,
      CAPACITY_OFFSET,
      TAIL_OFFSET,
      SEEN_OFFSET,
      HEAD_OFFSET,
      FIRST_LOST_OFFSET,
      LOST_OFFSET,
      LOST_BYTES,
      LOST_VALUE_OFFSET,
      KINDS,
      CONTROL_BYTES,
      LENGTH_OFFSET,
      TIME_OFFSET,
      THREAD_OFFSET,
      COUNT_OFFSET,
      COST_OFFSET,
      KIND_OFFSET,
      VALUE_OFFSET,
      STACK_OFFSET,
      MIN_CAPACITY,
      MAX_CAPACITY,
    };
  }
}
