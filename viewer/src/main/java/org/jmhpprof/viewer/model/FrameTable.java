// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All functions and frames of some profiles, each once, by number. */
public final class FrameTable {
  /** A function as people see it: one name is one function, whatever else is known of it. */
  public record Function(String name, String file, CodeKind kind) {}

  private record Frame(int function, int line) {}

  private final Map<String, Integer> functionNumbers = new HashMap<>();
  private final List<Function> functions = new ArrayList<>();
  private final Map<Frame, Integer> frameNumbers = new HashMap<>();
  private final List<Frame> frames = new ArrayList<>();

  /** The frames of a location, the outermost first. */
  int[] framesOf(Code.Location location) {
    List<Code.Line> lines = location.lines();
    if (lines.isEmpty()) {
      return new int[] {frame(unnamed(location), "", location.mapping(), 0)};
    }
    int[] found = new int[lines.size()];
    for (int i = 0; i < found.length; i++) {
      Code.Line line = lines.get(found.length - 1 - i);
      Code.Function function = line.function();
      String name = function.name().isEmpty() ? function.systemName() : function.name();
      found[i] =
          frame(
              name.isEmpty() ? unnamed(location) : name,
              function.file(),
              location.mapping(),
              (int) Math.max(0, Math.min(Integer.MAX_VALUE, line.line())));
    }
    return found;
  }

  private static String unnamed(Code.Location location) {
    if (location.mapping() == null || location.mapping().file().isEmpty()) {
      return location.address() == 0
          ? "[unknown code]"
          : "0x" + Long.toHexString(location.address());
    }
    String file = location.mapping().file();
    String base = file.substring(file.lastIndexOf('/') + 1);
    return base.startsWith("[") ? base : "[" + base + "]";
  }

  private int frame(String name, String file, Code.Mapping mapping, int line) {
    return frame(new Function(name, file, CodeKind.of(name, mapping)), line);
  }

  /** The number of a frame; a function whose name is known already stays what it is. */
  int frame(Function function, int line) {
    Frame frame = new Frame(numberOf(function), line);
    Integer known = frameNumbers.putIfAbsent(frame, frames.size());
    if (known != null) {
      return known;
    }
    frames.add(frame);
    return frames.size() - 1;
  }

  private int numberOf(Function function) {
    Integer known = functionNumbers.putIfAbsent(function.name, functions.size());
    if (known != null) {
      return known;
    }
    functions.add(function);
    return functions.size() - 1;
  }

  /** The number of a frame that no code has, such as one that stands for others. */
  public int mark(String name) {
    return frame(name, "", null, 0);
  }

  /** How many functions there are. */
  public int functionCount() {
    return functions.size();
  }

  /** A function, by its number. */
  public Function function(int number) {
    return functions.get(number);
  }

  /** How many frames there are. */
  public int frameCount() {
    return frames.size();
  }

  /** The number of a frame's function. */
  public int functionOf(int frame) {
    return frames.get(frame).function;
  }

  /** The line of a frame, 0 if unknown. */
  public int lineOf(int frame) {
    return frames.get(frame).line;
  }
}
