// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.Arrays;
import java.util.Objects;

/**
 * Adds up equal stacks of one event: (thread, tag, stack) to the values of a sample, of which the
 * first two are a count and what it comes to, such as ticks and nanoseconds. The tag stands for
 * further labels.
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
   *   offset      thread id (32 bits), tag (16 bits), depth (16 bits)
   *   offset + 1  the values, a word for each sample type of the event
   *   ...         the stack, leaf first
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

  private static final int VALUES = 1;
  private static final int MAX_WORDS = Integer.MAX_VALUE - 8;
  private static final int MAX_ENTRIES = 1 << 28;
  private static final int TAG_SHIFT = 16;

  /** The largest tag, and the largest depth. */
  private static final int MOST = 0xffff;

  private final Event event;
  private final long period;
  private final int hashMask;
  private final int stackOffset;
  private long[] slots = new long[1 << 11];
  private int[] offsets = new int[1 << 10];
  private long[] arena = new long[1 << 15];
  private int used = 1;
  private int size;
  private final long[] totals;

  /** An empty table of CPU time. */
  public StackTable() {
    this(Event.CPU, 1);
  }

  /**
   * An empty table.
   *
   * @param period what a sample stands for, as the event counts it, at least 1
   */
  public StackTable(Event event, long period) {
    this(event, period, -1);
  }

  /** A table that looks only at these bits of a hash: with 0, all hashes are equal. */
  StackTable(int hashMask) {
    this(Event.CPU, 1, hashMask);
  }

  private StackTable(Event event, long period, int hashMask) {
    this.event = event;
    this.period = period;
    this.hashMask = hashMask;
    this.totals = new long[event.types().size()];
    this.stackOffset = VALUES + totals.length;
  }

  /** Counts a stack without a tag. */
  public int add(int threadId, long[] stack, int depth, long count, long value) {
    return add(threadId, 0, stack, depth, count, value);
  }

  /**
   * Counts a stack.
   *
   * @param threadId the thread, 0 for none
   * @param tag what {@link Symbols#labels} has labels for, 0 for none, at most 65,535
   * @param stack the words, leaf first, from index 0; not kept
   * @param depth how many words of {@code stack} count, 0 to its length and to 65,535
   * @param count what to add to the first value, at least 0
   * @param value what to add to the second value, at least 0
   * @return where the entry is, for {@link #addTo}
   * @throws IllegalArgumentException if a number is out of its range; the table is then unchanged
   * @throws IllegalStateException if the table is full, at about 16 GiB; the table is then
   *     unchanged
   */
  public int add(int threadId, int tag, long[] stack, int depth, long count, long value) {
    if (depth < 0 || depth > stack.length || depth > MOST) {
      throw new IllegalArgumentException("depth " + depth + " of a stack of " + stack.length);
    }
    if (tag < 0 || tag > MOST) {
      throw new IllegalArgumentException("tag " + tag);
    }
    if (count < 0 || value < 0) {
      throw new IllegalArgumentException("negative weight: " + count + ", " + value);
    }
    long header = (long) threadId << 32 | (long) tag << TAG_SHIFT | depth;
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
    arena[at + VALUES] += count;
    arena[at + VALUES + 1] += value;
    totals[0] += count;
    totals[1] += value;
    return at;
  }

  /**
   * Adds to another value of a known entry.
   *
   * @param entry what {@link #add} returned
   * @param column which of its values
   * @param more what to add
   */
  public void addTo(int entry, int column, long more) {
    Objects.checkIndex(column, totals.length);
    arena[entry + VALUES + column] += more;
    totals[column] += more;
  }

  /** The same value of an entry as it was added up, by where the entry is. */
  public long sampledAt(int entry, int column) {
    return arena[entry + VALUES + Objects.checkIndex(column, totals.length)];
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
            && Arrays.equals(arena, at + stackOffset, at + stackOffset + depth, stack, 0, depth)) {
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

  private int append(long header, long[] stack, int depth) {
    long end = (long) used + stackOffset + depth;
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
    System.arraycopy(stack, 0, arena, at + stackOffset, depth);
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

  /** What is added up. */
  public Event event() {
    return event;
  }

  /** What a sample stands for, as the event counts it. */
  public long period() {
    return period;
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
    return depthAt(offset(i));
  }

  /** The tag of entry {@code i}, 0 for none. */
  public int tag(int i) {
    return (int) (arena[offset(i)] >>> TAG_SHIFT) & MOST;
  }

  /** The number of words in the stack of a known entry, by what {@link #add} returned. */
  public int depthAt(int entry) {
    return (int) arena[entry] & MOST;
  }

  /** Word {@code j} of the stack of a known entry, which must have that many. */
  public long frameAt(int entry, int j) {
    return arena[entry + stackOffset + Objects.checkIndex(j, depthAt(entry))];
  }

  /** Copies the stack of a known entry to {@code to}, from index {@code from} on. */
  public void copyStack(int entry, long[] to, int from) {
    System.arraycopy(arena, entry + stackOffset, to, from, depthAt(entry));
  }

  /** Word {@code j} of the stack of entry {@code i}; word 0 is the leaf. */
  public long frame(int i, int j) {
    int at = offset(i);
    return arena[at + stackOffset + Objects.checkIndex(j, depthAt(at))];
  }

  /** A value of entry {@code i} as it was added up, by its column. */
  public long sampled(int i, int column) {
    return sampledAt(offset(i), column);
  }

  /** The sum of a value over all entries as it was added up. */
  public long totalSampled(int column) {
    return totals[column];
  }

  /**
   * A value of entry {@code i} as a profile shows it: of {@link Event#ALLOC} what the samples stand
   * for, of any other event the same as {@link #sampled}.
   */
  public long value(int i, int column) {
    if (event != Event.ALLOC) {
      return sampled(i, column);
    }
    boolean objects = column % 2 == 0;
    long count = sampled(i, objects ? column : column - 1);
    long bytes = sampled(i, objects ? column + 1 : column);
    return objects
        ? HeapSample.objects(count, bytes, period)
        : HeapSample.bytes(count, bytes, period);
  }

  /** The sum of a value over all entries as a profile shows them. */
  public long total(int column) {
    if (event != Event.ALLOC) {
      return totals[column];
    }
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += value(i, column);
    }
    return sum;
  }

  private int offset(int i) {
    return offsets[Objects.checkIndex(i, size)];
  }
}
