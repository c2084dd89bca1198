// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mappings, functions and locations of a profile: each once, numbered from 1 in the order of
 * first use.
 *
 * <p>Mapping 1 stands for all Java code and is always there. A Java frame's location is its
 * function and line, so positions in one line are one location; a native frame's is its address in
 * its mapping.
 *
 * <p>A Java frame's address is 0. Perfetto then shows the first line of a function for all of its
 * lines, but values are right. An address of our own would have to be the same in all forks, or
 * merged files would have each line several times; and it would have to be unique, because pprof's
 * source page is keyed by address, and makes one up only where it is 0. So it would be a hash, by
 * which files grow by 1 to 9 %.
 */
final class LocationTable {
  static final int JAVA_MAPPING = 1;

  /** What makes two functions the same one. */
  record Function(String name, String systemName, String file, int startLine) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Function function
          && startLine == function.startLine
          && name.equals(function.name)
          && systemName.equals(function.systemName)
          && file.equals(function.file);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * name.hashCode() + systemName.hashCode()) + startLine;
    }
  }

  /** A location; {@code function} is 0 if it has no name. */
  record Location(int mapping, long address, int function, int line) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Location location
          && mapping == location.mapping
          && address == location.address
          && function == location.function
          && line == location.line;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * function + line) + Long.hashCode(address);
    }
  }

  private record NativeKey(int mapping, long address) {
    @Override
    public boolean equals(Object other) {
      return other instanceof NativeKey key && mapping == key.mapping && address == key.address;
    }

    @Override
    public int hashCode() {
      return 31 * mapping + Long.hashCode(address);
    }
  }

  private final FrameCache frames;
  private final int[] locationOfFrame;
  private final Map<Function, Integer> functions = new LinkedHashMap<>();
  private final Map<Binary, Integer> mappings = new LinkedHashMap<>();
  private final List<Boolean> allNamed = new ArrayList<>();
  private final Map<Object, Integer> ids = new HashMap<>();
  private final List<Location> locations = new ArrayList<>();

  LocationTable(FrameCache frames) {
    this.frames = frames;
    this.locationOfFrame = new int[frames.frameCount()];
  }

  /** The location of a frame, by the frame's number in the cache. */
  int locationOf(int frameNumber) {
    int id = locationOfFrame[frameNumber];
    if (id == 0) {
      id = locate(frames.frame(frameNumber));
      locationOfFrame[frameNumber] = id;
    }
    return id;
  }

  private int locate(Frame frame) {
    Binary binary = frame.binary();
    if (binary == null) {
      Location location = new Location(JAVA_MAPPING, 0, functionOf(frame), frame.line());
      return idOf(location, location);
    }
    int mapping = mappingOf(binary);
    NativeKey key = new NativeKey(mapping, frame.address());
    Integer known = ids.get(key);
    if (known != null) {
      return known;
    }
    int function = frame.name().isEmpty() ? 0 : functionOf(frame);
    if (function == 0) {
      allNamed.set(mapping - JAVA_MAPPING - 1, false);
    }
    return idOf(key, new Location(mapping, frame.address(), function, frame.line()));
  }

  private int idOf(Object key, Location location) {
    Integer known = ids.putIfAbsent(key, locations.size() + 1);
    if (known != null) {
      return known;
    }
    locations.add(location);
    return locations.size();
  }

  private int functionOf(Frame frame) {
    Function function =
        new Function(frame.name(), SystemName.of(frame), frame.file(), frame.startLine());
    Integer known = functions.putIfAbsent(function, functions.size() + 1);
    return known == null ? functions.size() : known;
  }

  private int mappingOf(Binary binary) {
    Integer known = mappings.putIfAbsent(binary, JAVA_MAPPING + 1 + mappings.size());
    if (known != null) {
      return known;
    }
    allNamed.add(true);
    return JAVA_MAPPING + mappings.size();
  }

  /** All locations; the first has id 1. */
  Iterable<Location> locations() {
    return locations;
  }

  /** All functions; the first has id 1. */
  Iterable<Function> functions() {
    return functions.keySet();
  }

  /** All native mappings with their ids. */
  Map<Binary, Integer> binaries() {
    return mappings;
  }

  /** Whether every location of a native mapping has a function. */
  boolean allNamed(int mapping) {
    return allNamed.get(mapping - JAVA_MAPPING - 1);
  }
}
