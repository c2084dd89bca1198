// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jmhpprof.proto.Function;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Line;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Mapping;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.jmhpprof.proto.ValueType;

/**
 * Writes a profile message, one row at a time.
 *
 * <p>The order of the fields lets one pass do: samples, then what they refer to, and the strings
 * last. The same input gives the same bytes.
 */
final class ProfileEncoder {
  private static final int MAX_ID_BYTES = 5;

  private final CodedOutputStream out;
  private final Event event;
  private final FrameCache frames;
  private final ProfileInfo info;
  private final StringTable strings = new StringTable();
  private final long[] values;
  private int threadKey;
  private byte[] packed = new byte[1 << 10];

  private ProfileEncoder(CodedOutputStream out, Event event, FrameCache frames, ProfileInfo info) {
    this.out = out;
    this.event = event;
    this.frames = frames;
    this.info = info;
    this.values = new long[event.types().size()];
  }

  /**
   * Writes the table, all of whose entries must be resolved, and flushes but does not close the
   * stream.
   */
  static void encode(OutputStream to, StackTable table, FrameCache frames, ProfileInfo info)
      throws IOException {
    frames.requireResolved(table, table.size());
    CodedOutputStream out = CodedOutputStream.newInstance(to, 1 << 13);
    new ProfileEncoder(out, table.event(), frames, info).encode(table);
    out.flush();
  }

  private void encode(StackTable table) throws IOException {
    for (Event.SampleType type : event.types()) {
      out.writeMessage(Profile.SAMPLE_TYPE_FIELD_NUMBER, type(type));
    }
    LocationTable locations = new LocationTable(frames);
    samples(new SampleMerge(table, frames, locations, strings));
    mappings(locations);
    locations(locations);
    functions(locations);
    out.writeInt64(Profile.TIME_NANOS_FIELD_NUMBER, info.timeNanos());
    out.writeInt64(Profile.DURATION_NANOS_FIELD_NUMBER, info.durationNanos());
    out.writeMessage(Profile.PERIOD_TYPE_FIELD_NUMBER, type(event.period()));
    out.writeInt64(Profile.PERIOD_FIELD_NUMBER, info.period());
    for (String comment : info.comments()) {
      out.writeInt64(Profile.COMMENT_FIELD_NUMBER, strings.index(comment));
    }
    String shown = event.types().get(event.shown()).type();
    out.writeInt64(Profile.DEFAULT_SAMPLE_TYPE_FIELD_NUMBER, strings.index(shown));
    for (String string : strings.strings()) {
      out.writeString(Profile.STRING_TABLE_FIELD_NUMBER, string);
    }
  }

  private ValueType type(Event.SampleType type) {
    return ValueType.newBuilder()
        .setType(strings.index(type.type()))
        .setUnit(strings.index(type.unit()))
        .build();
  }

  /**
   * Writes the samples without a message object for each: there may be a million, and everything
   * else is few.
   */
  private void samples(SampleMerge samples) throws IOException {
    threadKey = strings.index("thread");
    Label fork = label(strings.index("fork"), strings.index(info.forkLabel()));
    int phaseKey = strings.index("phase");
    Map<SampleMerge.ThreadNames, List<Label>> threads = new HashMap<>();
    Map<Phase, Label> phases = new EnumMap<>(Phase.class);
    Map<Integer, List<Label>> further = new HashMap<>();
    List<Label> all = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      int idBytes = packIds(samples, i);
      Label phase =
          phases.computeIfAbsent(
              samples.phase(i), value -> label(phaseKey, strings.index(value.label())));
      for (int column = 0; column < values.length; column++) {
        values[column] = samples.value(i, column);
      }
      all.clear();
      all.addAll(threads.computeIfAbsent(samples.thread(i), this::labelsOf));
      all.add(fork);
      all.add(phase);
      all.addAll(further.computeIfAbsent(samples.tag(i), this::labelsOf));
      sample(idBytes, all);
    }
  }

  private List<Label> labelsOf(SampleMerge.ThreadNames thread) {
    Label name = label(threadKey, thread.name());
    return thread.carrier() == 0
        ? List.of(name)
        : List.of(name, label(strings.index("carrier"), thread.carrier()));
  }

  private List<Label> labelsOf(int tag) {
    List<Label> labels = new ArrayList<>();
    frames.labels(tag).forEach((k, v) -> labels.add(label(strings.index(k), strings.index(v))));
    return labels;
  }

  /** Fills {@code packed} with the locations of a sample, so that their length is known. */
  private int packIds(SampleMerge samples, int i) {
    int depth = samples.depth(i);
    if (packed.length < depth * MAX_ID_BYTES) {
      packed = new byte[depth * MAX_ID_BYTES];
    }
    int end = 0;
    for (int j = 0; j < depth; j++) {
      int id = samples.location(i, j);
      for (; id > 0x7f; id >>>= 7) {
        packed[end++] = (byte) (id | 0x80);
      }
      packed[end++] = (byte) id;
    }
    return end;
  }

  private void sample(int idBytes, List<Label> labels) throws IOException {
    int valueBytes = 0;
    for (long value : values) {
      valueBytes += CodedOutputStream.computeInt64SizeNoTag(value);
    }
    out.writeTag(Profile.SAMPLE_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(
        packedBytes(idBytes)
            + packedBytes(valueBytes)
            + labels.stream().mapToInt(ProfileEncoder::labelBytes).sum());
    if (idBytes > 0) {
      out.writeTag(Sample.LOCATION_ID_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(idBytes);
      out.write(packed, 0, idBytes);
    }
    out.writeTag(Sample.VALUE_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(valueBytes);
    for (long value : values) {
      out.writeInt64NoTag(value);
    }
    for (Label label : labels) {
      writeLabel(label);
    }
  }

  /** The size of a packed field of {@link Sample}, all of whose numbers are below 16. */
  private static int packedBytes(int bytes) {
    return bytes == 0 ? 0 : 1 + CodedOutputStream.computeUInt32SizeNoTag(bytes) + bytes;
  }

  private static Label label(int key, int value) {
    return Label.newBuilder().setKey(key).setStr(value).build();
  }

  /** A reader would not see a label whose value is the empty string. */
  private static boolean isVisible(Label label) {
    return label.getStr() != 0;
  }

  private static int labelBytes(Label label) {
    return isVisible(label)
        ? CodedOutputStream.computeMessageSize(Sample.LABEL_FIELD_NUMBER, label)
        : 0;
  }

  private void writeLabel(Label label) throws IOException {
    if (isVisible(label)) {
      out.writeMessage(Sample.LABEL_FIELD_NUMBER, label);
    }
  }

  private void mappings(LocationTable locations) throws IOException {
    Mapping java =
        Mapping.newBuilder()
            .setId(LocationTable.JAVA_MAPPING)
            .setFilename(strings.index("java"))
            .setHasFunctions(true)
            .setHasFilenames(true)
            .setHasLineNumbers(true)
            .build();
    out.writeMessage(Profile.MAPPING_FIELD_NUMBER, java);
    for (var mapping : locations.binaries().entrySet()) {
      Binary binary = mapping.getKey();
      int id = mapping.getValue();
      Mapping row =
          Mapping.newBuilder()
              .setId(id)
              .setMemoryStart(binary.start())
              .setMemoryLimit(binary.limit())
              .setFileOffset(binary.offset())
              .setFilename(strings.index(binary.file()))
              .setBuildId(strings.index(binary.buildId()))
              .setHasFunctions(locations.allNamed(id))
              .build();
      out.writeMessage(Profile.MAPPING_FIELD_NUMBER, row);
    }
  }

  private void locations(LocationTable locations) throws IOException {
    Location.Builder row = Location.newBuilder();
    int id = 0;
    for (LocationTable.Location location : locations.locations()) {
      row.clear().setId(++id).setMappingId(location.mapping()).setAddress(location.address());
      if (location.function() != 0) {
        row.addLine(Line.newBuilder().setFunctionId(location.function()).setLine(location.line()));
      }
      out.writeMessage(Profile.LOCATION_FIELD_NUMBER, row.build());
    }
  }

  private void functions(LocationTable locations) throws IOException {
    Function.Builder row = Function.newBuilder();
    int id = 0;
    for (LocationTable.Function function : locations.functions()) {
      row.clear()
          .setId(++id)
          .setName(strings.index(function.name()))
          .setSystemName(strings.index(function.systemName()))
          .setFilename(strings.index(function.file()))
          .setStartLine(function.startLine());
      out.writeMessage(Profile.FUNCTION_FIELD_NUMBER, row.build());
    }
  }
}
