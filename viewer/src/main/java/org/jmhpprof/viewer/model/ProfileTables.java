// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import static org.jmhpprof.viewer.model.WireFields.message;
import static org.jmhpprof.viewer.model.WireFields.number;
import static org.jmhpprof.viewer.model.WireFields.numbers;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jmhpprof.proto.Function;
import org.jmhpprof.proto.Line;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Mapping;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.ValueType;

/** All of a pprof file but its samples: what they refer to, and what the file says of itself. */
final class ProfileTables {
  private final Path file;
  private final List<String> strings = new ArrayList<>();
  private final List<ValueType> types = new ArrayList<>();
  private final List<Mapping> mappings = new ArrayList<>();
  private final List<Function> functions = new ArrayList<>();
  private final List<Location> locations = new ArrayList<>();
  private final List<Long> comments = new ArrayList<>();
  private final Map<Long, Integer> locationNumbers = new HashMap<>();
  // By id, the number plus one, 0 if there is none.
  private int[] lowLocations = new int[0];
  private ValueType periodType = ValueType.getDefaultInstance();
  private long period;
  private long timeNanos;
  private long durationNanos;
  private long defaultType;

  ProfileTables(Path file) {
    this.file = file;
  }

  /** Reads them; samples are passed over. */
  void read(CodedInputStream in) throws IOException {
    for (int tag; (tag = in.readTag()) != 0; ) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case Profile.SAMPLE_TYPE_FIELD_NUMBER -> types.add(ValueType.parseFrom(message(in, tag)));
        case Profile.MAPPING_FIELD_NUMBER -> mappings.add(Mapping.parseFrom(message(in, tag)));
        case Profile.LOCATION_FIELD_NUMBER -> locations.add(Location.parseFrom(message(in, tag)));
        case Profile.FUNCTION_FIELD_NUMBER -> functions.add(Function.parseFrom(message(in, tag)));
        case Profile.STRING_TABLE_FIELD_NUMBER -> strings.add(message(in, tag).toStringUtf8());
        case Profile.PERIOD_TYPE_FIELD_NUMBER -> periodType = ValueType.parseFrom(message(in, tag));
        case Profile.TIME_NANOS_FIELD_NUMBER -> timeNanos = number(in, tag);
        case Profile.DURATION_NANOS_FIELD_NUMBER -> durationNanos = number(in, tag);
        case Profile.PERIOD_FIELD_NUMBER -> period = number(in, tag);
        case Profile.DEFAULT_SAMPLE_TYPE_FIELD_NUMBER -> defaultType = number(in, tag);
        case Profile.COMMENT_FIELD_NUMBER -> numbers(in, tag, comments::add);
        default -> in.skipField(tag);
      }
    }
  }

  /** How many values a sample has. */
  int columns() {
    return types.size();
  }

  /** What the file says of itself. */
  Source source() throws BadProfile {
    check(!types.isEmpty(), "has no sample types: it is not a pprof profile");
    check(
        !strings.isEmpty() && strings.get(0).isEmpty(),
        "its string table has no empty first entry");
    List<ValueKind> kinds = new ArrayList<>();
    int shown = types.size() - 1;
    for (ValueType type : types) {
      if (defaultType != 0 && type.getType() == defaultType) {
        shown = kinds.size();
      }
      kinds.add(kind(type));
    }
    List<String> lines = new ArrayList<>();
    for (long comment : comments) {
      lines.add(string(comment));
    }
    return new Source(
        file,
        List.copyOf(kinds),
        shown,
        kind(periodType),
        period,
        timeNanos,
        durationNanos,
        List.copyOf(lines));
  }

  private ValueKind kind(ValueType type) throws BadProfile {
    return new ValueKind(string(type.getType()), string(type.getUnit()));
  }

  /** Gives the locations to the profiles, which number them anew. */
  void places(Profiles to) throws BadProfile {
    Map<Long, Code.Mapping> mappingOf = new HashMap<>();
    for (Mapping each : mappings) {
      mappingOf.put(
          each.getId(),
          new Code.Mapping(
              each.getMemoryStart(),
              each.getMemoryLimit(),
              each.getFileOffset(),
              string(each.getFilename()),
              string(each.getBuildId()),
              each.getHasFunctions(),
              each.getHasFilenames(),
              each.getHasLineNumbers(),
              each.getHasInlineFrames()));
    }
    Map<Long, Code.Function> functionOf = new HashMap<>();
    for (Function each : functions) {
      functionOf.put(
          each.getId(),
          new Code.Function(
              string(each.getName()),
              string(each.getSystemName()),
              string(each.getFilename()),
              each.getStartLine()));
    }
    lowLocations = new int[2 * locations.size() + 2];
    for (Location each : locations) {
      List<Code.Line> lines = new ArrayList<>(each.getLineCount());
      for (Line line : each.getLineList()) {
        Code.Function function = functionOf.get(line.getFunctionId());
        check(function != null, "location " + each.getId() + " has an unknown function");
        lines.add(new Code.Line(function, line.getLine()));
      }
      Code.Mapping mapping = mappingOf.get(each.getMappingId());
      check(
          mapping != null || each.getMappingId() == 0,
          "location " + each.getId() + " has an unknown mapping");
      int number =
          to.location(
              new Code.Location(
                  mapping, each.getAddress(), List.copyOf(lines), each.getIsFolded()));
      check(
          each.getId() != 0 && locationNumbers.put(each.getId(), number) == null,
          "location " + each.getId() + " is there twice");
      if (each.getId() > 0 && each.getId() < lowLocations.length) {
        lowLocations[(int) each.getId()] = number + 1;
      }
    }
  }

  /** The number of a location, -1 if it is unknown. Most writers count their ids from 1. */
  int location(long id) {
    if (id > 0 && id < lowLocations.length) {
      return lowLocations[(int) id] - 1;
    }
    return locationNumbers.getOrDefault(id, -1);
  }

  /** A text, by its number. */
  String string(long index) throws BadProfile {
    check(index >= 0 && index < strings.size(), "a string has the unknown number " + index);
    return strings.get((int) index);
  }

  private void check(boolean holds, String otherwise) throws BadProfile {
    if (!holds) {
      throw new BadProfile(file, otherwise);
    }
  }
}
