// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** The shown values of a table's entries, added up by what the caller makes of each entry. */
public final class Breakdown {
  /** An entry of the table. */
  public static final class Entry {
    private final StackTable table;
    private final FrameCache frames;
    private int number;

    private Entry(StackTable table, FrameCache frames) {
      this.table = table;
      this.frames = frames;
    }

    /** What it was working for. */
    public Phase phase() {
      return frames.phase(table, number);
    }

    /** Its tag, 0 for none. */
    public int tag() {
      return table.tag(number);
    }

    /** The name of the first frame, from the leaf on, that is wanted; "" if none is. */
    public String first(Predicate<String> wanted) {
      for (int j = 0, depth = table.depth(number); j < depth; j++) {
        String name = frames.frame(frames.frameNumber(table, number, j)).name();
        if (wanted.test(name)) {
          return name;
        }
      }
      return "";
    }
  }

  private Breakdown() {}

  /**
   * The sums.
   *
   * @param frames the names; all entries must be resolved
   * @param key what an entry is counted under; null to leave it out. The entry is valid during the
   *     call only
   * @throws IllegalStateException if an entry has not been resolved
   */
  public static <K> Map<K, Long> of(StackTable table, FrameCache frames, Function<Entry, K> key) {
    frames.requireResolved(table, table.size());
    Map<K, Long> sums = new HashMap<>();
    Entry entry = new Entry(table, frames);
    for (int i = 0; i < table.size(); i++) {
      entry.number = i;
      K under = key.apply(entry);
      if (under != null) {
        sums.merge(under, table.value(i, table.event().shown()), Long::sum);
      }
    }
    return sums;
  }
}
