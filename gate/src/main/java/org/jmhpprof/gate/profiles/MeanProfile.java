// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jmhpprof.gate.attribution.Phase;
import org.jmhpprof.gate.attribution.ProfileFrame;
import org.jmhpprof.gate.attribution.ProfileStack;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.proto.Function;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Line;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Mapping;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.jmhpprof.proto.ValueType;

/** Several forks as one message: the mean over the forks, scaled to a number of operations. */
final class MeanProfile {
  private record Key(List<ProfileFrame> frames, Phase phase) {}

  private record FunctionKey(String name, String file) {}

  /** Scaled sums. */
  private static final class Values {
    private double ticks;
    private double nanos;
  }

  private final Map<Key, Values> stacks = new LinkedHashMap<>();
  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private final Map<ProfileFrame, Integer> locations = new LinkedHashMap<>();
  private final Map<FunctionKey, Integer> functions = new LinkedHashMap<>();
  private final Profile.Builder message = Profile.newBuilder();

  MeanProfile(List<ProfiledFork> forks, long operations) {
    for (ProfiledFork fork : forks) {
      double scale = (double) operations / fork.operations() / forks.size();
      for (ProfileStack stack : fork.stacks()) {
        Key key = new Key(stack.frames(), stack.phase());
        Values values = stacks.computeIfAbsent(key, each -> new Values());
        values.ticks += stack.ticks() * scale;
        values.nanos += stack.cpuNanos() * scale;
      }
    }
    string("");
    ProfiledFork first = forks.get(0);
    message.addComment(string("benchmark=" + first.key().benchmark()));
    message.addComment(string("mode=" + first.key().mode()));
    message.addComment(string("forks=" + forks.size()));
    message.addComment(string("ops=" + operations));
  }

  Profile message() {
    ValueType cpu = type("cpu", "nanoseconds");
    message.addSampleType(type("samples", "count")).addSampleType(cpu);
    message.setPeriodType(cpu).setPeriod(1).setDefaultSampleType(string("cpu"));
    message.addMapping(
        Mapping.newBuilder()
            .setId(1)
            .setFilename(string("java"))
            .setHasFunctions(true)
            .setHasFilenames(true)
            .setHasLineNumbers(true));
    stacks.forEach(this::sample);
    addLocations();
    addFunctions();
    return message.addAllStringTable(strings.keySet()).build();
  }

  private ValueType type(String type, String unit) {
    return ValueType.newBuilder().setType(string(type)).setUnit(string(unit)).build();
  }

  private void sample(Key key, Values values) {
    Sample.Builder sample = Sample.newBuilder();
    for (ProfileFrame frame : key.frames) {
      sample.addLocationId(id(locations, frame));
    }
    sample.addValue(Math.round(values.ticks)).addValue(Math.round(values.nanos));
    if (key.phase != Phase.NONE) {
      sample.addLabel(Label.newBuilder().setKey(string("phase")).setStr(string(key.phase.label())));
    }
    message.addSample(sample);
  }

  private void addLocations() {
    locations.forEach(
        (frame, id) ->
            message.addLocation(
                Location.newBuilder()
                    .setId(id)
                    .setMappingId(1)
                    .addLine(
                        Line.newBuilder()
                            .setFunctionId(
                                id(functions, new FunctionKey(frame.function(), frame.file())))
                            .setLine(frame.line()))));
  }

  private void addFunctions() {
    functions.forEach(
        (function, id) ->
            message.addFunction(
                Function.newBuilder()
                    .setId(id)
                    .setName(string(function.name))
                    .setSystemName(string(systemName(function.name)))
                    .setFilename(string(function.file))));
  }

  /** pprof takes a function with two equal names for C++, and cuts brackets out of it. */
  private static String systemName(String name) {
    return name.matches("_Z\\w+") ? name : name + "()";
  }

  private int string(String text) {
    Integer known = strings.putIfAbsent(text, strings.size());
    return known == null ? strings.size() - 1 : known;
  }

  private static <T> int id(Map<T, Integer> ids, T key) {
    Integer known = ids.putIfAbsent(key, ids.size() + 1);
    return known == null ? ids.size() : known;
  }
}
