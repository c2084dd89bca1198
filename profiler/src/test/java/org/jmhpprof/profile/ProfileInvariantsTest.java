// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jmhpprof.proto.Function;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Line;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Mapping;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.jmhpprof.proto.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that every invariant can fail: a good profile, broken in one way at a time. */
class ProfileInvariantsTest {
  private static final List<String> STRINGS =
      List.of(
          "",
          "samples",
          "count",
          "cpu",
          "nanoseconds",
          "thread",
          "fork",
          "phase",
          "measure",
          "main",
          "java",
          "libc",
          "a.A.run",
          "a.A.run()V",
          "odd");

  private static int s(String string) {
    return STRINGS.indexOf(string);
  }

  private static Label.Builder label(String key, String value) {
    return Label.newBuilder().setKey(s(key)).setStr(s(value));
  }

  private static Profile.Builder good() {
    ValueType cpu = ValueType.newBuilder().setType(s("cpu")).setUnit(s("nanoseconds")).build();
    return Profile.newBuilder()
        .addAllStringTable(STRINGS)
        .addSampleType(ValueType.newBuilder().setType(s("samples")).setUnit(s("count")))
        .addSampleType(cpu)
        .setPeriodType(cpu)
        .setPeriod(1_000_000)
        .setDefaultSampleType(s("cpu"))
        .addMapping(
            Mapping.newBuilder()
                .setId(1)
                .setFilename(s("java"))
                .setHasFunctions(true)
                .setHasFilenames(true)
                .setHasLineNumbers(true))
        .addMapping(
            Mapping.newBuilder()
                .setId(2)
                .setMemoryStart(0x1000)
                .setMemoryLimit(0x2000)
                .setFilename(s("libc")))
        .addFunction(
            Function.newBuilder().setId(1).setName(s("a.A.run")).setSystemName(s("a.A.run()V")))
        .addLocation(
            Location.newBuilder()
                .setId(1)
                .setMappingId(1)
                .addLine(Line.newBuilder().setFunctionId(1).setLine(7)))
        .addLocation(Location.newBuilder().setId(2).setMappingId(2).setAddress(0x1010))
        .addSample(
            Sample.newBuilder()
                .addLocationId(2)
                .addLocationId(1)
                .addValue(1)
                .addValue(1000)
                .addLabel(label("thread", "main"))
                .addLabel(label("fork", "odd"))
                .addLabel(label("phase", "measure")))
        .addSample(Sample.newBuilder().addValue(1).addValue(1000));
  }

  @Test
  void aGoodProfileViolatesNothing() {
    assertEquals(List.of(), ProfileInvariants.violations(good().build()));
  }

  private static Arguments broken(String violation, Consumer<Profile.Builder> how) {
    return Arguments.of(violation, how);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        broken("string 0 is not empty", p -> p.setStringTable(0, "x")),
        broken("string 0 is not empty", Profile.Builder::clearStringTable),
        broken("a string occurs twice", p -> p.addStringTable("odd")),
        broken("string index out of range", p -> p.addComment(99)),
        broken("string index out of range", p -> p.addComment(-1)),
        broken("string index out of range", p -> p.getSampleTypeBuilder(0).setUnit(99)),
        broken("string index out of range", p -> p.getPeriodTypeBuilder().setType(99)),
        broken(
            "string index out of range", p -> p.getSampleBuilder(0).getLabelBuilder(0).setStr(99)),
        broken("string index out of range", p -> p.getMappingBuilder(0).setBuildId(99)),
        broken("string index out of range", p -> p.getFunctionBuilder(0).setFilename(99)),
        broken("string index out of range", p -> p.setDocUrl(99)),
        broken("missing sample type information", Profile.Builder::clearSampleType),
        broken("mismatch: sample has 3 values vs. 2 types", p -> p.getSampleBuilder(0).addValue(1)),
        broken("negative value", p -> p.getSampleBuilder(0).setValue(1, -1)),
        broken("sample has nil location", p -> p.getSampleBuilder(1).addLocationId(9)),
        broken("sample has nil location", p -> p.getSampleBuilder(1).addLocationId(0)),
        broken("a sample occurs twice", p -> p.addSample(p.getSample(0))),
        broken("found mapping with reserved ID=0", p -> p.getMappingBuilder(1).clearId()),
        broken("multiple mappings with same id", p -> p.getMappingBuilder(1).setId(1)),
        broken("mapping ids do not count from 1", p -> p.getMappingBuilder(1).setId(3)),
        broken("a mapping occurs twice", p -> p.addMapping(p.getMapping(1).toBuilder().setId(3))),
        broken("mapping without a file", p -> p.getMappingBuilder(1).clearFilename()),
        broken("a mapping is not used", p -> p.addMapping(Mapping.newBuilder().setId(3))),
        broken("mapping 1 is not that of Java code", Profile.Builder::clearMapping),
        broken(
            "mapping 1 is not that of Java code", p -> p.getMappingBuilder(0).clearHasFunctions()),
        broken("found function with reserved ID=0", p -> p.getFunctionBuilder(0).clearId()),
        broken("multiple functions with same id", p -> p.addFunction(p.getFunction(0))),
        broken("function ids do not count from 1", p -> p.getFunctionBuilder(0).setId(5)),
        broken(
            "a function occurs twice", p -> p.addFunction(p.getFunction(0).toBuilder().setId(2))),
        broken("function without a name", p -> p.getFunctionBuilder(0).clearName()),
        broken("function without a system name", p -> p.getFunctionBuilder(0).clearSystemName()),
        broken("negative start line", p -> p.getFunctionBuilder(0).setStartLine(-1)),
        broken(
            "a function is not used",
            p -> p.addFunction(Function.newBuilder().setId(2).setName(s("odd")))),
        broken("found location with reserved id=0", p -> p.getLocationBuilder(0).clearId()),
        broken("multiple locations with same id", p -> p.getLocationBuilder(1).setId(1)),
        broken("location ids do not count from 1", p -> p.getLocationBuilder(1).setId(3)),
        broken(
            "location id: 1 has a line with nil function",
            p -> p.getLocationBuilder(0).getLineBuilder(0).setFunctionId(2)),
        broken(
            "location id: 1 has a line with nil function",
            p -> p.getLocationBuilder(0).getLineBuilder(0).clearFunctionId()),
        broken("negative line", p -> p.getLocationBuilder(0).getLineBuilder(0).setLine(-1)),
        broken("location of an unknown mapping", p -> p.getLocationBuilder(0).setMappingId(9)),
        broken("location of an unknown mapping", p -> p.getLocationBuilder(0).clearMappingId()),
        broken(
            "a location occurs twice", p -> p.addLocation(p.getLocation(0).toBuilder().setId(3))),
        broken(
            "a location occurs twice",
            p -> p.addLocation(p.getLocation(1).toBuilder().setId(3).setIsFolded(true))),
        broken("a location is not used", p -> p.getSampleBuilder(0).clearLocationId()),
        broken("Java location with an address", p -> p.getLocationBuilder(0).setAddress(1)),
        broken("Java location without one line", p -> p.getLocationBuilder(0).clearLine()),
        broken("address outside its mapping", p -> p.getLocationBuilder(1).setAddress(0xfff)),
        broken("address outside its mapping", p -> p.getLocationBuilder(1).setAddress(0x2000)),
        broken(
            "location without a function in a mapping that has functions",
            p -> p.getMappingBuilder(1).setHasFunctions(true)),
        broken("two labels fork", p -> p.getSampleBuilder(0).addLabel(label("fork", "main"))),
        broken(
            "label fork without a string",
            p -> p.getSampleBuilder(0).getLabelBuilder(1).clearStr()),
        broken("label fork with a number", p -> p.getSampleBuilder(0).getLabelBuilder(1).setNum(1)),
        broken("unknown phase", p -> p.getSampleBuilder(0).getLabelBuilder(2).setStr(s("odd"))),
        broken("thread without a phase", p -> p.getSampleBuilder(0).removeLabel(2)),
        broken(
            "sample types [cpu/count, cpu/nanoseconds]",
            p -> p.getSampleTypeBuilder(0).setType(s("cpu"))),
        broken("period type", Profile.Builder::clearPeriodType),
        broken("period", Profile.Builder::clearPeriod),
        broken("negative time", p -> p.setTimeNanos(-1)),
        broken("negative duration", p -> p.setDurationNanos(-1)),
        broken("default sample type", Profile.Builder::clearDefaultSampleType));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("broken")
  void isRefused(String violation, Consumer<Profile.Builder> how) {
    Profile.Builder profile = good();
    how.accept(profile);
    List<String> violations = ProfileInvariants.violations(profile.build());
    assertTrue(violations.contains(violation), violations::toString);
  }
}
