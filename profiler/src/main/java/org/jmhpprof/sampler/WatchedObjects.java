// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.Arrays;
import org.jmhpprof.profile.StackTable;

/**
 * Which entry of a table each watched object was counted in. The native library watches the
 * objects, by numbers that count up; this side knows the entries.
 *
 * <p>For one thread at a time: first the reader, and between windows the one that opens them.
 */
final class WatchedObjects {
  private static final int LIVE_OBJECTS = 2;
  private static final int LIVE_BYTES = 3;

  private final StackTable table;
  private long first;
  private int[] entries = new int[1 << 10];

  WatchedObjects(StackTable table) {
    this.table = table;
  }

  StackTable table() {
    return table;
  }

  /** An object was counted in an entry, by where the entry is. */
  void note(long number, int entry) {
    if (first == 0) {
      // Numbers come nearly in order: that of a thread that was delayed may be a little lower.
      first = Math.max(1, number - (1 << 10));
    }
    long index = number - first;
    if (index < 0) {
      return;
    }
    if (index >= entries.length) {
      entries = Arrays.copyOf(entries, (int) Math.max(index + 1, 2L * entries.length));
    }
    entries[(int) index] = entry;
  }

  /** Counts the objects with these numbers as alive, each in the entry that it was counted in. */
  void countLive(long[] numbers) {
    for (long number : numbers) {
      long index = number - first;
      int entry = index >= 0 && index < entries.length ? entries[(int) index] : 0;
      if (entry != 0) {
        // All objects of an entry are of one size.
        long bytes = table.sampledAt(entry, 1) / table.sampledAt(entry, 0);
        table.addTo(entry, LIVE_OBJECTS, 1);
        table.addTo(entry, LIVE_BYTES, bytes);
      }
    }
  }
}
