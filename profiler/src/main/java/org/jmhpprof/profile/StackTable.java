// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.Arrays;
import java.util.Objects;

/**
 * Adds up equal stacks: (thread, stack) to (ticks, CPU nanoseconds).
 *
 * <p>Entries are numbered from 0 in the order of first sight and are never removed. Two stacks are
 * equal when all their words are; the hash only finds the candidates. Adding to a known entry
 * allocates nothing.
 *
 * <p>For one thread at a time: handing the table to another thread needs a happens-before edge from
 * outside.
 */
public final class StackTable {
  /*
   * An entry is one record in the arena, so that a hit touches one slot, one offset and
   * consecutive words:
   *
   *   offset      thread id (high half), depth (low half)
   *   offset + 1  ticks
   *   offset + 2  CPU nanoseconds
   *   offset + 3  the stack, leaf first
   *
   * A slot is 0 when free, else the 32-bit hash (high half) and the entry's offset (low half), which
   * is never 0. The home of an entry is the low bits of its hash, so the table grows without looking
   * at a stack again.
   *
   * The first stack of its brief hash goes by that one. Any other stack of the same brief hash goes
   * by the hash of all its words. So a look-up that meets no stack of its brief hash knows that its
   * own is not there, and one that meets only others goes on with the whole hash. Nothing is ever
   * removed, so what sent a stack to its whole hash also sends everybody there who looks for it.
   */
  private static final int ABSENT = 0;

  private static final int OTHERS_ONLY = -1;

  private static final int TICKS = 1;
  private static final int NANOS = 2;
  private static final int STACK = 3;
  private static final int MAX_WORDS = Integer.MAX_VALUE - 8;
  private static final int MAX_ENTRIES = 1 << 28;
  private static final long LOW = 0xffff_ffffL;

  private final int hashMask;
  private long[] slots = new long[1 << 11];
  private int[] offsets = new int[1 << 10];
  private long[] arena = new long[1 << 15];
  private int used = 1;
  private int size;
  private long totalTicks;
  private long totalCpuNanos;

  /** An empty table. */
  public StackTable() {
    this(-1);
  }

  /** A table that looks only at these bits of a hash: with 0, all hashes are equal. */
  StackTable(int hashMask) {
    this.hashMask = hashMask;
  }

  /**
   * Counts a stack.
   *
   * @param threadId the thread, 0 for none
   * @param stack the words, leaf first, from index 0; not kept
   * @param depth how many words of {@code stack} count, 0 to its length
   * @param ticks clock ticks that the sample stands for, at least 0
   * @param cpuNanos CPU time that the sample stands for in nanoseconds, at least 0
   * @throws IllegalArgumentException if a number is out of its range; the table is then unchanged
   * @throws IllegalStateException if the table is full, at about 16 GiB; the table is then
   *     unchanged
   */
  public void add(int threadId, long[] stack, int depth, long ticks, long cpuNanos) {
    if (depth < 0 || depth > stack.length) {
      throw new IllegalArgumentException("depth " + depth + " of a stack of " + stack.length);
    }
    if (ticks < 0 || cpuNanos < 0) {
      throw new IllegalArgumentException(
          "negative weight: " + ticks + " ticks, " + cpuNanos + " ns");
    }
    long header = (long) threadId << 32 | depth;
    int hash = StackHash.brief(header, stack, depth) & hashMask;
    int at = find(hash, header, stack, depth);
    if (at == OTHERS_ONLY) {
      hash = StackHash.of(header, stack, depth) & hashMask;
      at = find(hash, header, stack, depth);
    }
    if (at <= ABSENT) {
      at = append(header, stack, depth);
      insert(hash, at);
    }
    count(at, ticks, cpuNanos);
  }

  /** The offset of a stack among those of a hash, or what there is instead. */
  private int find(int hash, long header, long[] stack, int depth) {
    int mask = slots.length - 1;
    int result = ABSENT;
    long word;
    for (int slot = hash & mask; (word = slots[slot]) != 0; slot = (slot + 1) & mask) {
      if ((int) (word >>> 32) == hash) {
        int at = (int) word;
        if (arena[at] == header
            && Arrays.equals(arena, at + STACK, at + STACK + depth, stack, 0, depth)) {
          return at;
        }
        result = OTHERS_ONLY;
      }
    }
    return result;
  }

  private void insert(int hash, int at) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = (long) hash << 32 | at;
    if (size > slots.length >>> 1) {
      growSlots();
    }
  }

  private void count(int at, long ticks, long cpuNanos) {
    arena[at + TICKS] += ticks;
    arena[at + NANOS] += cpuNanos;
    totalTicks += ticks;
    totalCpuNanos += cpuNanos;
  }

  private int append(long header, long[] stack, int depth) {
    long end = (long) used + STACK + depth;
    if (end > MAX_WORDS || size == MAX_ENTRIES) {
      throw new IllegalStateException("stack table full: " + size + " entries, " + used + " words");
    }
    if (end > arena.length) {
      arena = Arrays.copyOf(arena, (int) Math.min(MAX_WORDS, Math.max(end, 2L * arena.length)));
    }
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * size);
    }
    int at = used;
    arena[at] = header;
    System.arraycopy(stack, 0, arena, at + STACK, depth);
    offsets[size++] = at;
    used = (int) end;
    return at;
  }

  private void growSlots() {
    long[] grown = new long[2 * slots.length];
    int mask = grown.length - 1;
    for (long word : slots) {
      if (word != 0) {
        int slot = (int) (word >>> 32) & mask;
        while (grown[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        grown[slot] = word;
      }
    }
    slots = grown;
  }

  /** How many entries there are. */
  public int size() {
    return size;
  }

  /** The thread of entry {@code i}, 0 for none. */
  public int threadId(int i) {
    return (int) (arena[offset(i)] >>> 32);
  }

  /** The number of words in the stack of entry {@code i}. */
  public int depth(int i) {
    return (int) (arena[offset(i)] & LOW);
  }

  /** Word {@code j} of the stack of entry {@code i}; word 0 is the leaf. */
  public long frame(int i, int j) {
    int at = offset(i);
    return arena[at + STACK + Objects.checkIndex(j, (int) (arena[at] & LOW))];
  }

  /** The ticks of entry {@code i}. */
  public long ticks(int i) {
    return arena[offset(i) + TICKS];
  }

  /** The CPU time of entry {@code i} in nanoseconds. */
  public long cpuNanos(int i) {
    return arena[offset(i) + NANOS];
  }

  /** The ticks of all entries. */
  public long totalTicks() {
    return totalTicks;
  }

  /** The CPU time of all entries in nanoseconds. */
  public long totalCpuNanos() {
    return totalCpuNanos;
  }

  private int offset(int i) {
    return offsets[Objects.checkIndex(i, size)];
  }
}
