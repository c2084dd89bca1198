// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.page;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jmhpprof.viewer.json.JsonText;
import org.jmhpprof.viewer.model.FrameTable;

/** The frames and functions that are in a page, renumbered: what was pruned takes no room. */
final class UsedFrames {
  private final FrameTable table;
  private final Map<Integer, Integer> frames = new LinkedHashMap<>();

  UsedFrames(FrameTable table) {
    this.table = table;
  }

  FrameTable table() {
    return table;
  }

  /** The number of a frame in the page. */
  int frame(int number) {
    return numberOf(frames, number);
  }

  private static int numberOf(Map<Integer, Integer> numbers, int number) {
    Integer known = numbers.putIfAbsent(number, numbers.size());
    return known == null ? numbers.size() - 1 : known;
  }

  void write(JsonText json) {
    Map<Integer, Integer> functions = new LinkedHashMap<>();
    int[] functionOf = new int[frames.size()];
    int[] lines = new int[frames.size()];
    int i = 0;
    for (int frame : frames.keySet()) {
      functionOf[i] = numberOf(functions, table.functionOf(frame));
      lines[i++] = table.lineOf(frame);
    }
    json.key("functions").open('[');
    functions.keySet().forEach(function -> write(json, table.function(function)));
    json.close(']').numbers("frameFunction", functionOf, functionOf.length);
    json.numbers("frameLine", lines, lines.length);
  }

  private static void write(JsonText json, FrameTable.Function function) {
    String shown = DisplayNames.of(function.name(), function.file());
    json.open('[').string(shown).string(function.kind().word()).string(function.file());
    if (!shown.equals(function.name())) {
      json.string(function.name());
    }
    json.close(']');
  }
}
