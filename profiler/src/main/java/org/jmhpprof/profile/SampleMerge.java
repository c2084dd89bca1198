// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

/**
 * The samples of a profile: entries of a table that come out the same, added up.
 *
 * <p>Entries differ by words and thread ids, samples only by locations and labels: two positions in
 * one line, or two threads of one name, make one sample. Samples are in the order of first sight. A
 * sample refers to the first of its entries; no stack is copied.
 */
final class SampleMerge {
  private final StackTable table;
  private final FrameCache frames;
  private final LocationTable locations;
  private final StringTable strings;

  // Hash (high half) and sample number plus one (low half), 0 if free; at most half of them used.
  private final long[] slots;
  private final int[] firstEntry;
  private final int[] threadLabel;
  private final long[] ticks;
  private final long[] nanos;
  private int size;

  /**
   * Merges all entries, which must be resolved, and gives their locations and thread names numbers.
   */
  SampleMerge(StackTable table, FrameCache frames, LocationTable locations, StringTable strings) {
    this.table = table;
    this.frames = frames;
    this.locations = locations;
    this.strings = strings;
    int entries = table.size();
    slots = new long[Integer.highestOneBit(Math.max(1, entries)) << 2];
    firstEntry = new int[entries];
    threadLabel = new int[entries];
    ticks = new long[entries];
    nanos = new long[entries];
    for (int i = 0; i < entries; i++) {
      add(i);
    }
  }

  private void add(int i) {
    int thread = strings.index(frames.threadName(table, i));
    Phase phase = frames.phase(table, i);
    int sample = find(i, thread, phase, hash(i, thread, phase));
    ticks[sample] += table.ticks(i);
    nanos[sample] += table.cpuNanos(i);
  }

  private int find(int i, int thread, Phase phase, int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    long word;
    while ((word = slots[slot]) != 0) {
      int sample = (int) word - 1;
      if ((int) (word >>> 32) == hash
          && threadLabel[sample] == thread
          && phase(sample) == phase
          && sameStack(firstEntry[sample], i)) {
        return sample;
      }
      slot = (slot + 1) & mask;
    }
    firstEntry[size] = i;
    threadLabel[size] = thread;
    slots[slot] = (long) hash << 32 | size + 1;
    return size++;
  }

  private int hash(int i, int thread, Phase phase) {
    long h = StackHash.step(thread, phase.ordinal());
    for (int j = 0, depth = table.depth(i); j < depth; j++) {
      h = StackHash.step(h, location(i, j));
    }
    return StackHash.mix(h);
  }

  private boolean sameStack(int a, int b) {
    int depth = table.depth(a);
    if (depth != table.depth(b)) {
      return false;
    }
    for (int j = 0; j < depth; j++) {
      if (table.frame(a, j) != table.frame(b, j) && location(a, j) != location(b, j)) {
        return false;
      }
    }
    return true;
  }

  private int location(int entry, int j) {
    return locations.locationOf(frames.frameNumber(table, entry, j));
  }

  /** How many samples there are. */
  int size() {
    return size;
  }

  /** The number of locations of a sample. */
  int depth(int sample) {
    return table.depth(firstEntry[sample]);
  }

  /** Location {@code j} of a sample; location 0 is the leaf. */
  int locationId(int sample, int j) {
    return location(firstEntry[sample], j);
  }

  /** The string index of a sample's thread, 0 for none. */
  int thread(int sample) {
    return threadLabel[sample];
  }

  /** What a sample was working for. */
  Phase phase(int sample) {
    return frames.phase(table, firstEntry[sample]);
  }

  /** The ticks of a sample. */
  long ticks(int sample) {
    return ticks[sample];
  }

  /** The CPU time of a sample in nanoseconds. */
  long cpuNanos(int sample) {
    return nanos[sample];
  }
}
