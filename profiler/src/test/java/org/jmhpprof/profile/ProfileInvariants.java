// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jmhpprof.proto.Function;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Line;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Mapping;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.jmhpprof.proto.ValueType;

/**
 * What holds for every profile: the checks of pprof's own reader, worded as it words them, and the
 * rules of this project.
 *
 * <p>The reader's refusals of nil rows and of rows that are not in their own tables are about its
 * objects in memory; no file can hold them.
 */
public final class ProfileInvariants {
  private static final Set<String> PHASES = Set.of("measure", "program", "harness", "vm");

  private static final Set<String> STATES =
      Set.of(
          "running",
          "runnable",
          "blocked",
          "waiting",
          "sleeping",
          "parked",
          "in native",
          "gc pause");

  /** Of each event: the sample types, the type of the period, and the default sample type. */
  private static final Map<List<String>, List<String>> HEADERS =
      Map.of(
          List.of("samples/count", "cpu/nanoseconds"),
          List.of("cpu/nanoseconds", "cpu"),
          List.of(
              "alloc_objects/count",
              "alloc_space/bytes",
              "inuse_objects/count",
              "inuse_space/bytes"),
          List.of("space/bytes", "alloc_space"),
          List.of("contentions/count", "delay/nanoseconds"),
          List.of("contentions/count", "delay"),
          List.of("samples/count", "wall/nanoseconds"),
          List.of("wall/nanoseconds", "wall"));

  private final Profile profile;
  private final List<String> violations = new ArrayList<>();
  private final Map<Long, Mapping> mappings = new HashMap<>();
  private final Map<Long, Function> functions = new HashMap<>();
  private final Map<Long, Location> locations = new HashMap<>();

  private ProfileInvariants(Profile profile) {
    this.profile = profile;
  }

  /** Reads a gzip file and requires that it violates nothing. */
  public static Profile read(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      Profile profile = Profile.parseFrom(in);
      assertEquals(List.of(), violations(profile), file.toString());
      return profile;
    }
  }

  /** Everything that is wrong with a profile. */
  static List<String> violations(Profile profile) {
    ProfileInvariants check = new ProfileInvariants(profile);
    if (check.strings()) {
      check.mappings();
      check.functions();
      check.locations();
      check.samples();
      check.header();
    }
    return check.violations;
  }

  private void require(boolean holds, String violation) {
    if (!holds) {
      violations.add(violation);
    }
  }

  private String string(long index) {
    return profile.getStringTable((int) index);
  }

  private boolean strings() {
    if (profile.getStringTableCount() == 0 || !profile.getStringTable(0).isEmpty()) {
      violations.add("string 0 is not empty");
      return false;
    }
    Set<String> strings = new HashSet<>(profile.getStringTableList());
    require(strings.size() == profile.getStringTableCount(), "a string occurs twice");
    boolean inRange = stringIndices().allMatch(i -> i >= 0 && i < profile.getStringTableCount());
    require(inRange, "string index out of range");
    return inRange;
  }

  private Stream<Long> stringIndices() {
    Stream<Long> types =
        Stream.concat(profile.getSampleTypeList().stream(), Stream.of(profile.getPeriodType()))
            .flatMap(t -> Stream.of(t.getType(), t.getUnit()));
    Stream<Long> labels =
        profile.getSampleList().stream()
            .flatMap(s -> s.getLabelList().stream())
            .flatMap(l -> Stream.of(l.getKey(), l.getStr(), l.getNumUnit()));
    Stream<Long> mappings =
        profile.getMappingList().stream().flatMap(m -> Stream.of(m.getFilename(), m.getBuildId()));
    Stream<Long> functions =
        profile.getFunctionList().stream()
            .flatMap(f -> Stream.of(f.getName(), f.getSystemName(), f.getFilename()));
    Stream<Long> rest =
        Stream.concat(
            profile.getCommentList().stream(),
            Stream.of(
                profile.getDropFrames(),
                profile.getKeepFrames(),
                profile.getDefaultSampleType(),
                profile.getDocUrl()));
    return Stream.of(types, labels, mappings, functions, rest).flatMap(s -> s);
  }

  private void mappings() {
    Set<Mapping> contents = new HashSet<>();
    for (Mapping mapping : profile.getMappingList()) {
      require(mapping.getId() != 0, "found mapping with reserved ID=0");
      require(mappings.put(mapping.getId(), mapping) == null, "multiple mappings with same id");
      require(mapping.getId() == mappings.size(), "mapping ids do not count from 1");
      require(contents.add(mapping.toBuilder().clearId().build()), "a mapping occurs twice");
      require(mapping.getFilename() != 0, "mapping without a file");
    }
    Mapping java = mappings.get(1L);
    require(
        java != null
            && java.getHasFunctions()
            && java.getHasFilenames()
            && java.getHasLineNumbers()
            && java.getMemoryLimit() == 0,
        "mapping 1 is not that of Java code");
  }

  private void functions() {
    Set<Function> contents = new HashSet<>();
    for (Function function : profile.getFunctionList()) {
      require(function.getId() != 0, "found function with reserved ID=0");
      require(functions.put(function.getId(), function) == null, "multiple functions with same id");
      require(function.getId() == functions.size(), "function ids do not count from 1");
      require(contents.add(function.toBuilder().clearId().build()), "a function occurs twice");
      require(function.getName() != 0, "function without a name");
      require(function.getSystemName() != 0, "function without a system name");
      require(function.getStartLine() >= 0, "negative start line");
    }
  }

  private void locations() {
    Set<Object> contents = new HashSet<>();
    Set<Long> usedFunctions = new HashSet<>();
    Set<Long> usedMappings = new HashSet<>(Set.of(1L));
    for (Location location : profile.getLocationList()) {
      require(location.getId() != 0, "found location with reserved id=0");
      require(locations.put(location.getId(), location) == null, "multiple locations with same id");
      require(location.getId() == locations.size(), "location ids do not count from 1");
      for (Line line : location.getLineList()) {
        require(
            functions.containsKey(line.getFunctionId()),
            "location id: " + location.getId() + " has a line with nil function");
        require(line.getLine() >= 0, "negative line");
        usedFunctions.add(line.getFunctionId());
      }
      Mapping mapping = mappings.get(location.getMappingId());
      usedMappings.add(location.getMappingId());
      require(mapping != null, "location of an unknown mapping");
      boolean java = location.getMappingId() == 1;
      require(
          contents.add(
              java
                  ? location.toBuilder().clearId().build()
                  : List.of(location.getMappingId(), location.getAddress())),
          "a location occurs twice");
      if (java) {
        require(location.getAddress() == 0, "Java location with an address");
        require(location.getLineCount() == 1, "Java location without one line");
      } else if (mapping != null) {
        require(
            Long.compareUnsigned(location.getAddress(), mapping.getMemoryStart()) >= 0
                && Long.compareUnsigned(location.getAddress(), mapping.getMemoryLimit()) < 0,
            "address outside its mapping");
        require(
            location.getLineCount() == 1 || !mapping.getHasFunctions(),
            "location without a function in a mapping that has functions");
      }
    }
    require(usedFunctions.containsAll(functions.keySet()), "a function is not used");
    require(usedMappings.containsAll(mappings.keySet()), "a mapping is not used");
  }

  private void samples() {
    int types = profile.getSampleTypeCount();
    require(types > 0 || profile.getSampleCount() == 0, "missing sample type information");
    Set<Object> contents = new HashSet<>();
    Set<Long> usedLocations = new HashSet<>();
    for (Sample sample : profile.getSampleList()) {
      int values = sample.getValueCount();
      require(
          values == types, "mismatch: sample has " + values + " values vs. " + types + " types");
      require(sample.getValueList().stream().allMatch(v -> v >= 0), "negative value");
      require(
          locations.keySet().containsAll(sample.getLocationIdList()), "sample has nil location");
      usedLocations.addAll(sample.getLocationIdList());
      require(
          contents.add(List.of(sample.getLocationIdList(), Set.copyOf(sample.getLabelList()))),
          "a sample occurs twice");
      labels(sample);
    }
    require(usedLocations.containsAll(locations.keySet()), "a location is not used");
  }

  private void labels(Sample sample) {
    Set<String> keys = new HashSet<>();
    for (Label label : sample.getLabelList()) {
      String key = string(label.getKey());
      require(keys.add(key), "two labels " + key);
      require(label.getStr() != 0, "label " + key + " without a string");
      require(label.getNum() == 0 && label.getNumUnit() == 0, "label " + key + " with a number");
      require(!key.equals("state") || STATES.contains(string(label.getStr())), "unknown state");
      require(!key.equals("phase") || PHASES.contains(string(label.getStr())), "unknown phase");
    }
    require(keys.contains("phase") || !keys.contains("thread"), "thread without a phase");
    require(keys.contains("thread") || !keys.contains("carrier"), "carrier without a thread");
  }

  private void header() {
    List<String> types = profile.getSampleTypeList().stream().map(this::type).toList();
    List<String> rest = HEADERS.get(types);
    require(rest != null, "sample types " + types);
    if (rest != null) {
      require(type(profile.getPeriodType()).equals(rest.get(0)), "period type");
      require(string(profile.getDefaultSampleType()).equals(rest.get(1)), "default sample type");
    }
    require(profile.getPeriod() > 0, "period");
    require(profile.getTimeNanos() >= 0, "negative time");
    require(profile.getDurationNanos() >= 0, "negative duration");
  }

  private String type(ValueType type) {
    return string(type.getType()) + "/" + string(type.getUnit());
  }
}
