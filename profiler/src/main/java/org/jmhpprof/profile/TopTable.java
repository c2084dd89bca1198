// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The functions that the CPU time went to, as {@code pprof -top} lists them. */
public final class TopTable {
  /**
   * A function.
   *
   * @param name its name; a native function without one goes by its binary, as {@code [libc.so.6]}
   * @param selfNanos CPU time of the samples that it is the leaf of, nanoseconds
   * @param cumulativeNanos CPU time of the samples that it is anywhere in, each counted once,
   *     nanoseconds
   */
  public record Row(String name, long selfNanos, long cumulativeNanos) {}

  private TopTable() {}

  /**
   * The first rows of the table of all functions, by self time from the largest, then by name.
   *
   * @param table the samples
   * @param frames their names; all entries must be resolved
   * @param limit the largest number of rows, at least 0
   * @throws IllegalStateException if an entry has not been resolved
   */
  public static List<Row> rows(StackTable table, FrameCache frames, int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit " + limit);
    }
    frames.requireResolved(table, table.size());
    List<String> names = new ArrayList<>();
    int[] nameOfFrame = group(frames, names);
    long[] self = new long[names.size()];
    long[] cumulative = new long[names.size()];
    int[] seenIn = new int[names.size()];
    Arrays.fill(seenIn, -1);
    for (int i = 0; i < table.size(); i++) {
      long nanos = table.cpuNanos(i);
      for (int j = 0, depth = table.depth(i); j < depth; j++) {
        int name = nameOfFrame[frames.frameNumber(table, i, j)];
        if (j == 0) {
          self[name] += nanos;
        }
        if (seenIn[name] != i) {
          seenIn[name] = i;
          cumulative[name] += nanos;
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int name = 0; name < names.size(); name++) {
      if (seenIn[name] >= 0) {
        rows.add(new Row(names.get(name), self[name], cumulative[name]));
      }
    }
    rows.sort(Comparator.comparingLong(Row::selfNanos).reversed().thenComparing(Row::name));
    return List.copyOf(rows.subList(0, Math.min(limit, rows.size())));
  }

  /** Fills in the different names and returns the index of each frame's. */
  private static int[] group(FrameCache frames, List<String> names) {
    Map<String, Integer> indices = new HashMap<>();
    int[] nameOfFrame = new int[frames.frameCount()];
    for (int number = 0; number < nameOfFrame.length; number++) {
      String name = nameOf(frames.frame(number));
      Integer known = indices.putIfAbsent(name, names.size());
      if (known == null) {
        nameOfFrame[number] = names.size();
        names.add(name);
      } else {
        nameOfFrame[number] = known;
      }
    }
    return nameOfFrame;
  }

  private static String nameOf(Frame frame) {
    return frame.name().isEmpty() ? frame.binary().label() : frame.name();
  }
}
