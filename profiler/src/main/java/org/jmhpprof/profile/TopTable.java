// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The functions that a table's shown values went to, as {@code pprof -top} lists them. */
public final class TopTable {
  /**
   * A function.
   *
   * @param name its name; a native function without one goes by its binary, as {@code [libc.so.6]}.
   *     Of allocations and waits, the class and the function: {@code byte[] in Foo.bar}
   * @param self the value of the samples that it is the leaf of
   * @param cumulative the value of the samples that the function is anywhere in, each counted once
   */
  public record Row(String name, long self, long cumulative) {}

  private TopTable() {}

  /** The same without a choice of names. */
  public static List<Row> rows(StackTable table, FrameCache frames, int limit) {
    return rows(table, frames, name -> true, limit);
  }

  /**
   * The first rows of the table of all functions, by self value from the largest, then by name.
   *
   * @param table the samples
   * @param frames their names; all entries must be resolved
   * @param wanted the names of the rows that are listed
   * @param limit the largest number of rows, at least 0
   * @throws IllegalStateException if an entry has not been resolved
   */
  public static List<Row> rows(
      StackTable table, FrameCache frames, Predicate<String> wanted, int limit) {
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
      long value = table.value(i, table.event().shown());
      for (int j = 0, depth = table.depth(i); j < depth; j++) {
        int name = nameOfFrame[frames.frameNumber(table, i, j)];
        if (j == 0) {
          self[name] += value;
        }
        if (seenIn[name] != i) {
          seenIn[name] = i;
          cumulative[name] += value;
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    if (table.event().leafIsClass()) {
      places(table, frames, nameOfFrame)
          .forEach((place, value) -> rows.add(place.row(names, value, cumulative)));
    } else {
      for (int name = 0; name < names.size(); name++) {
        if (seenIn[name] >= 0) {
          rows.add(new Row(names.get(name), self[name], cumulative[name]));
        }
      }
    }
    rows.removeIf(row -> !wanted.test(row.name()));
    rows.sort(
        (a, b) ->
            a.self() == b.self() ? a.name().compareTo(b.name()) : Long.compare(b.self(), a.self()));
    return List.copyOf(rows.subList(0, Math.min(limit, rows.size())));
  }

  /** A class, and the function that allocates or waits, by name; -1 for none. */
  private record Place(int leaf, int function) {
    Row row(List<String> names, long value, long[] cumulative) {
      return function < 0
          ? new Row(names.get(leaf), value, cumulative[leaf])
          : new Row(names.get(leaf) + " in " + names.get(function), value, cumulative[function]);
    }
  }

  private static Map<Place, Long> places(StackTable table, FrameCache frames, int[] nameOfFrame) {
    Map<Place, Long> places = new HashMap<>();
    for (int i = 0; i < table.size(); i++) {
      if (table.depth(i) > 0) {
        int leaf = nameOfFrame[frames.frameNumber(table, i, 0)];
        int function = table.depth(i) > 1 ? nameOfFrame[frames.frameNumber(table, i, 1)] : -1;
        places.merge(new Place(leaf, function), table.value(i, table.event().shown()), Long::sum);
      }
    }
    return places;
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
