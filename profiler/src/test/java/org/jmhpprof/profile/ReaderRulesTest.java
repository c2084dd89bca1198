// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.TextFormat;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Mapping;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rules of readers that no test can run, held against a golden file: Perfetto's importer
 * (pprof_trace_reader.cc) and what Pyroscope's server does to a profile before it stores it
 * (Profile.Normalize and its validation).
 */
class ReaderRulesTest {
  @TempDir Path dir;

  private Profile profile(Event event) throws IOException {
    Path file = dir.resolve("fork1." + event.word() + ".pb.gz");
    GoldenProfile.write(file, event, 1, "benchmark=demo.Sort.sort", "ops=1000");
    return ProfileInvariants.read(file);
  }

  private static Profile golden() throws IOException {
    try (InputStream in = ReaderRulesTest.class.getResourceAsStream("golden.textproto")) {
      Profile.Builder builder = Profile.newBuilder();
      TextFormat.merge(new String(in.readAllBytes(), StandardCharsets.UTF_8), builder);
      return builder.build();
    }
  }

  /** Whoever changes what is written sees here how. */
  @Test
  void theGoldenFileIsWhatIsWritten() throws IOException {
    assertEquals(
        TextFormat.printer().printToString(golden()),
        TextFormat.printer().printToString(profile(Event.CPU)));
  }

  private static String name(Profile profile, Location location) {
    return location.getLineCount() == 0
        ? ""
        : profile.getStringTable(
            (int) profile.getFunction((int) location.getLine(0).getFunctionId() - 1).getName());
  }

  /** A function's value, by itself or with what it called, by any key that frames have. */
  private static Map<String, Long> values(
      Profile profile, List<String> nameOfLocation, boolean total) {
    Map<String, Long> values = new TreeMap<>();
    for (Sample sample : profile.getSampleList()) {
      List<String> names =
          sample.getLocationIdList().stream()
              .map(id -> nameOfLocation.get((int) (id - 1)))
              .toList();
      Set<String> counted = new HashSet<>(total ? names : names.subList(0, 1));
      counted.forEach(name -> values.merge(name, sample.getValue(1), Long::sum));
    }
    return values;
  }

  /** It refuses a file that has a field it does not know, or one of another type. */
  @ParameterizedTest
  @EnumSource
  void perfettoKnowsTheFileByItsFields(Event event) throws IOException {
    Set<Integer> messages = Set.of(1, 2, 3, 4, 5, 6, 11);
    Set<Integer> numbers = Set.of(7, 8, 9, 10, 12, 14);
    CodedInputStream in = CodedInputStream.newInstance(profile(event).toByteArray());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      int type = WireFormat.getTagWireType(tag);
      boolean bytes = type == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      boolean varint = type == WireFormat.WIRETYPE_VARINT;
      assertTrue(
          messages.contains(field) && bytes
              || numbers.contains(field) && varint
              || field == Profile.COMMENT_FIELD_NUMBER && (bytes || varint),
          "field " + field + ", type " + type);
      in.skipField(tag);
    }
  }

  /**
   * It takes locations of one mapping, pc and name for one frame, and shows the line of the first.
   * So Java functions have one line there, since their addresses are 0, but each has its value.
   */
  @ParameterizedTest
  @EnumSource
  void perfettoSeesEachFunctionWithItsValue(Event event) throws IOException {
    Profile profile = profile(event);
    Map<List<Object>, String> frames = new HashMap<>();
    List<String> exact = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (Location location : profile.getLocationList()) {
      Mapping mapping = profile.getMapping((int) location.getMappingId() - 1);
      String name = name(profile, location);
      String shown = name.isEmpty() ? "[unknown]" : name;
      long pc = location.getAddress() - mapping.getMemoryStart();
      exact.add(shown);
      seen.add(frames.computeIfAbsent(List.of(mapping, pc, shown), key -> shown));
    }
    assertTrue(frames.size() < exact.size(), "the golden file has two lines of one function");
    for (boolean total : new boolean[] {false, true}) {
      assertEquals(values(profile, exact, total), values(profile, seen, total));
    }
    assertTrue(
        profile.getSampleList().stream().allMatch(sample -> sample.getLocationIdCount() > 0),
        "it leaves out a sample without a stack");
  }

  /** It deletes labels that are no text, and samples that are zero, or negative in one column. */
  @ParameterizedTest
  @EnumSource
  void pyroscopeDeletesNothing(Event event) throws IOException {
    Profile profile = profile(event);
    for (Sample sample : profile.getSampleList()) {
      assertTrue(sample.getLabelList().stream().allMatch(label -> label.getStr() != 0));
      assertTrue(sample.getValueList().stream().allMatch(value -> value >= 0));
      assertTrue(sample.getValueList().stream().anyMatch(value -> value > 0));
      assertTrue(sample.getLabelCount() <= 100);
    }
    assertTrue(profile.getTimeNanos() > 0, "else it takes the time when it came");
    for (int i = 0; i < profile.getSampleTypeCount(); i++) {
      String type = profile.getStringTable((int) profile.getSampleType(i).getType());
      assertTrue(type.matches("[a-z_]+"), "it refuses a hyphen: " + type);
    }
  }

  /**
   * It adds up samples with the same locations and labels, by a hash of them: there are none, so
   * none can vanish. Labels become those of the series and need names that it knows as such.
   */
  @ParameterizedTest
  @EnumSource
  void pyroscopeFindsEachSampleOnce(Event event) throws IOException {
    Profile profile = profile(event);
    Set<Object> samples = new HashSet<>();
    for (Sample sample : profile.getSampleList()) {
      assertTrue(samples.add(List.of(sample.getLocationIdList(), sample.getLabelList())));
      for (Label label : sample.getLabelList()) {
        String key = profile.getStringTable((int) label.getKey());
        assertTrue(key.matches("[a-zA-Z_][a-zA-Z0-9_]*"), key);
      }
    }
  }

  /**
   * Where a mapping has functions, it zeroes all addresses: what had no name would be lost. So that
   * is said only where every pc has one.
   */
  @ParameterizedTest
  @EnumSource
  void pyroscopeKeepsTheAddressesOfWhatHasNoName(Event event) throws IOException {
    Profile profile = profile(event);
    Map<Boolean, Set<String>> mappings =
        profile.getMappingList().stream()
            .collect(
                Collectors.groupingBy(
                    Mapping::getHasFunctions,
                    Collectors.mapping(
                        mapping -> profile.getStringTable((int) mapping.getFilename()),
                        Collectors.toSet())));
    assertEquals(Set.of("/lib/libc.so.6"), mappings.get(false), "memcpy has a name, a pc has none");
    assertEquals(Set.of("java", "/lib/libz.so.1", "[kernel.kallsyms]"), mappings.get(true));
    for (Location location : profile.getLocationList()) {
      boolean functions = profile.getMapping((int) location.getMappingId() - 1).getHasFunctions();
      assertTrue(!functions || location.getLineCount() == 1);
    }
  }
}
