// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.HashMap;
import java.util.Map;
import org.jmhpprof.profile.Frame;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.profile.Symbols;
import org.jmhpprof.proto.Function;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Line;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Mapping;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.jmhpprof.proto.ValueType;

/** A profile as anybody would build it: with protobuf's builders, and maps to number things. */
final class ProfileTree {
  private record FunctionKey(String name, String systemName) {}

  private record LocationKey(long function, int line) {}

  private final StackTable table;
  private final Symbols symbols;
  private final Profile.Builder profile = Profile.newBuilder();
  private final Map<String, Long> strings = new HashMap<>();
  private final Map<FunctionKey, Long> functions = new HashMap<>();
  private final Map<LocationKey, Long> locations = new HashMap<>();
  private final Map<Long, Long> locationOfWord = new HashMap<>();
  private final Map<Integer, Long> threads = new HashMap<>();

  ProfileTree(StackTable table, Symbols symbols) {
    this.table = table;
    this.symbols = symbols;
    string("");
  }

  Profile build() {
    profile.addSampleType(type("samples", "count"));
    profile.addSampleType(type("cpu", "nanoseconds"));
    profile.addMapping(
        Mapping.newBuilder()
            .setId(1)
            .setFilename(string("java"))
            .setHasFunctions(true)
            .setHasFilenames(true)
            .setHasLineNumbers(true));
    Label fork = label("fork", string("1"));
    Label phase = label("phase", string("harness"));
    for (int i = 0; i < table.size(); i++) {
      Sample.Builder sample = Sample.newBuilder();
      for (int j = 0; j < table.depth(i); j++) {
        sample.addLocationId(locationOfWord.computeIfAbsent(table.frame(i, j), this::locate));
      }
      long thread =
          threads.computeIfAbsent(table.threadId(i), id -> string(symbols.thread(id).name()));
      profile.addSample(
          sample
              .addValue(table.value(i, 0))
              .addValue(table.value(i, 1))
              .addLabel(label("thread", thread))
              .addLabel(fork)
              .addLabel(phase));
    }
    profile.setPeriodType(type("cpu", "nanoseconds")).setPeriod(1_000_000).setTimeNanos(1);
    profile.setDurationNanos(1).setDefaultSampleType(string("cpu"));
    return profile.build();
  }

  private long string(String text) {
    Long known = strings.putIfAbsent(text, (long) strings.size());
    if (known != null) {
      return known;
    }
    profile.addStringTable(text);
    return strings.size() - 1;
  }

  private ValueType type(String type, String unit) {
    return ValueType.newBuilder().setType(string(type)).setUnit(string(unit)).build();
  }

  private Label label(String key, long value) {
    return Label.newBuilder().setKey(string(key)).setStr(value).build();
  }

  private long locate(long word) {
    Frame frame = symbols.frame(word);
    long function =
        functions.computeIfAbsent(
            new FunctionKey(frame.name(), frame.systemName()),
            key -> {
              long id = functions.size() + 1;
              profile.addFunction(
                  Function.newBuilder()
                      .setId(id)
                      .setName(string(frame.name()))
                      .setSystemName(string(frame.systemName()))
                      .setFilename(string(frame.file()))
                      .setStartLine(frame.startLine()));
              return id;
            });
    return locations.computeIfAbsent(
        new LocationKey(function, frame.line()),
        key -> {
          long id = locations.size() + 1;
          profile.addLocation(
              Location.newBuilder()
                  .setId(id)
                  .setMappingId(1)
                  .addLine(Line.newBuilder().setFunctionId(function).setLine(frame.line())));
          return id;
        });
  }
}
