// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The samples of a profile: entries of a table that come out the same, added up.
 *
 * <p>Entries differ by words and thread ids, samples only by locations and labels: two positions in
 * one line, or two threads of one name, make one sample. Samples are in the order of first sight. A
 * sample is the chain of its entries; no stack is copied.
 */
final class SampleMerge {
  private static final int NONE = -1;
  private static final int OTHERS_ONLY = -2;
  private static final int BRIEF = 8;

  /** The names of a thread and of its carrier, by their string indices; 0 for none. */
  record ThreadNames(int name, int carrier) {
    static final ThreadNames NONE = new ThreadNames(0, 0);

    @Override
    public boolean equals(Object other) {
      return other instanceof ThreadNames names && name == names.name && carrier == names.carrier;
    }

    @Override
    public int hashCode() {
      return 31 * name + carrier;
    }
  }

  private final StackTable table;
  private final FrameCache frames;
  private final LocationTable locations;
  private final StringTable strings;

  // Hash (high half) and sample number plus one (low half), 0 if free; at most half of them used.
  private final long[] slots;
  // By sample.
  private final int[] firstEntry;
  // By entry.
  private final int[] nextEntry;
  private int size;

  // Threads by what their labels say: two of one name are one.
  private final LongIntMap numberOfThread = new LongIntMap();
  private final Map<ThreadNames, Integer> numbers = new HashMap<>();
  private final List<ThreadNames> threads = new ArrayList<>();

  // Neighbours in the table mostly have their root in common: by distance from the root, the word
  // that was there last, and its location, 0 if there was none.
  private final long[] lastWord = new long[256];
  private final int[] lastLocation = new int[256];

  /** Merges all entries, which must be resolved, and gives their thread names numbers. */
  SampleMerge(StackTable table, FrameCache frames, LocationTable locations, StringTable strings) {
    this.table = table;
    this.frames = frames;
    this.locations = locations;
    this.strings = strings;
    int entries = table.size();
    slots = new long[Integer.highestOneBit(Math.max(1, entries)) << 2];
    firstEntry = new int[entries];
    nextEntry = new int[entries];
    for (int i = 0; i < entries; i++) {
      add(i);
    }
  }

  /*
   * As in StackTable: the first sample of its brief hash goes by that one, any other of the same
   * brief hash by the hash of all its locations. So most stacks are not read as a whole.
   */
  private void add(int i) {
    int thread = threadNumber(i);
    Phase phase = frames.phase(table, i);
    int hash = briefHash(i, thread, phase);
    int sample = find(i, thread, phase, hash);
    if (sample == OTHERS_ONLY) {
      hash = hash(i, thread, phase);
      sample = find(i, thread, phase, hash);
    }
    if (sample < 0) {
      firstEntry[size] = i;
      nextEntry[i] = NONE;
      insert(hash, size++);
    } else {
      nextEntry[i] = nextEntry[firstEntry[sample]];
      nextEntry[firstEntry[sample]] = i;
    }
  }

  /** The sample of a hash that an entry belongs to, or what there is instead. */
  private int find(int i, int thread, Phase phase, int hash) {
    int mask = slots.length - 1;
    int result = NONE;
    long word;
    for (int slot = hash & mask; (word = slots[slot]) != 0; slot = (slot + 1) & mask) {
      if ((int) (word >>> 32) == hash) {
        int sample = (int) word - 1;
        if (threadNumber(firstEntry[sample]) == thread
            && phase(sample) == phase
            && tag(sample) == table.tag(i)
            && sameStack(firstEntry[sample], i)) {
          return sample;
        }
        result = OTHERS_ONLY;
      }
    }
    return result;
  }

  private void insert(int hash, int sample) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = (long) hash << 32 | sample + 1;
  }

  /** Hashes eight locations, denser at the leaf, where stacks differ most. */
  private int briefHash(int i, int thread, Phase phase) {
    int depth = table.depth(i);
    if (depth <= BRIEF) {
      return hash(i, thread, phase);
    }
    long h = StackHash.step(thread, (long) table.tag(i) << 8 | phase.ordinal());
    for (int k = 0; k < BRIEF; k++) {
      int j = k + (depth - BRIEF) * k * k / ((BRIEF - 1) * (BRIEF - 1));
      h = StackHash.step(h, location(i, j, depth));
    }
    return StackHash.mix(h);
  }

  private int hash(int i, int thread, Phase phase) {
    long h = StackHash.step(thread, (long) table.tag(i) << 8 | phase.ordinal());
    for (int j = 0, depth = table.depth(i); j < depth; j++) {
      h = StackHash.step(h, location(i, j, depth));
    }
    return StackHash.mix(h);
  }

  private boolean sameStack(int a, int b) {
    int depth = table.depth(a);
    if (depth != table.depth(b)) {
      return false;
    }
    for (int j = 0; j < depth; j++) {
      if (table.frame(a, j) != table.frame(b, j)
          && locations.locationOf(frames.frameNumber(table, a, j))
              != locations.locationOf(frames.frameNumber(table, b, j))) {
        return false;
      }
    }
    return true;
  }

  private int location(int entry, int j, int depth) {
    int fromRoot = depth - 1 - j;
    if (fromRoot >= lastWord.length) {
      return locations.locationOf(frames.frameNumber(table, entry, j));
    }
    long word = table.frame(entry, j);
    if (word != lastWord[fromRoot] || lastLocation[fromRoot] == 0) {
      lastWord[fromRoot] = word;
      lastLocation[fromRoot] = locations.locationOf(frames.frameNumber(table, entry, j));
    }
    return lastLocation[fromRoot];
  }

  private int threadNumber(int entry) {
    int threadId = table.threadId(entry);
    int number = numberOfThread.get(threadId);
    if (number < 0) {
      number = numbers.computeIfAbsent(names(frames.thread(table, entry)), this::remember);
      numberOfThread.put(threadId, number);
    }
    return number;
  }

  private ThreadNames names(ThreadInfo thread) {
    return thread == null
        ? ThreadNames.NONE
        : new ThreadNames(strings.index(thread.name()), strings.index(thread.carrier()));
  }

  private int remember(ThreadNames names) {
    threads.add(names);
    return threads.size() - 1;
  }

  /** How many samples there are. */
  int size() {
    return size;
  }

  /** The number of locations of a sample. */
  int depth(int sample) {
    return table.depth(firstEntry[sample]);
  }

  /** The id of location {@code j} of a sample; location 0 is the leaf. */
  int location(int sample, int j) {
    int entry = firstEntry[sample];
    return location(entry, j, table.depth(entry));
  }

  /** A sample's thread. */
  ThreadNames thread(int sample) {
    return threads.get(threadNumber(firstEntry[sample]));
  }

  /** What a sample was working for. */
  Phase phase(int sample) {
    return frames.phase(table, firstEntry[sample]);
  }

  /** The tag of a sample, 0 for none. */
  int tag(int sample) {
    return table.tag(firstEntry[sample]);
  }

  /** A value of a sample, by its column. */
  long value(int sample, int column) {
    long sum = 0;
    for (int entry = firstEntry[sample]; entry != NONE; entry = nextEntry[entry]) {
      sum += table.value(entry, column);
    }
    return sum;
  }
}
