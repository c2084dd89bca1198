// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
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

    /** Its number in the table. */
    public int number() {
      return number;
    }

    /** The name of the first frame, from the leaf on, that is wanted; "" if none is. */
    public String first(Predicate<String> wanted) {
      int place = placeOfFirst(wanted);
      return place == table.depth(number) ? "" : name(place);
    }

    /** The place of that frame, 0 for the leaf; the depth of the stack if there is none. */
    public int placeOfFirst(Predicate<String> wanted) {
      int j = 0;
      while (j < table.depth(number) && !wanted.test(name(j))) {
        j++;
      }
      return j;
    }

    private String name(int place) {
      return frames.frame(frames.frameNumber(table, number, place)).name();
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
    Map<K, Long> sums = new HashMap<>();
    each(
        table,
        frames,
        entry -> {
          K under = key.apply(entry);
          if (under != null) {
            sums.merge(under, table.value(entry.number, table.event().shown()), Long::sum);
          }
        });
    return sums;
  }

  /**
   * Takes the entries one after the other.
   *
   * @param frames the names; all entries must be resolved
   * @param take called with each; the entry is valid during the call only
   * @throws IllegalStateException if an entry has not been resolved
   */
  public static void each(StackTable table, FrameCache frames, Consumer<Entry> take) {
    int size = table.size();
    frames.requireResolved(table, size);
    Entry entry = new Entry(table, frames);
    for (int i = 0; i < size; i++) {
      entry.number = i;
      take.accept(entry);
    }
  }
}
