// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
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
 *
 * <p>No message becomes an object: to load and link their classes would take a fork longer than to
 * write its profile.
 */
final class ProfileEncoder {
  private static final int MAX_ID_BYTES = 5;
  private static final byte[] INVISIBLE = {};

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
      type(Profile.SAMPLE_TYPE_FIELD_NUMBER, type);
    }
    LocationTable locations = new LocationTable(frames);
    samples(new SampleMerge(table, frames, locations, strings));
    mappings(locations);
    locations(locations);
    functions(locations);
    out.writeInt64(Profile.TIME_NANOS_FIELD_NUMBER, info.timeNanos());
    out.writeInt64(Profile.DURATION_NANOS_FIELD_NUMBER, info.durationNanos());
    type(Profile.PERIOD_TYPE_FIELD_NUMBER, event.period());
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

  private void type(int field, Event.SampleType type) throws IOException {
    row(
        field,
        ValueType.TYPE_FIELD_NUMBER,
        strings.index(type.type()),
        ValueType.UNIT_FIELD_NUMBER,
        strings.index(type.unit()));
  }

  /** A message of numbers: a field's number and its value, and so on. Zeros are left out. */
  private void row(int field, long... numbers) throws IOException {
    begin(field, bytes(numbers));
    write(out, numbers);
  }

  private void begin(int field, int bytes) throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(bytes);
  }

  private static int bytes(long... numbers) {
    int bytes = 0;
    for (int i = 0; i < numbers.length; i += 2) {
      if (numbers[i + 1] != 0) {
        bytes += CodedOutputStream.computeInt64Size((int) numbers[i], numbers[i + 1]);
      }
    }
    return bytes;
  }

  private static void write(CodedOutputStream to, long... numbers) throws IOException {
    for (int i = 0; i < numbers.length; i += 2) {
      if (numbers[i + 1] != 0) {
        to.writeInt64((int) numbers[i], numbers[i + 1]);
      }
    }
  }

  /** There may be a million; everything else is few. */
  private void samples(SampleMerge samples) throws IOException {
    threadKey = strings.index("thread");
    byte[] fork = label(strings.index("fork"), strings.index(info.forkLabel()));
    int phaseKey = strings.index("phase");
    Map<SampleMerge.ThreadNames, byte[]> threads = new HashMap<>();
    Map<Phase, byte[]> phases = new EnumMap<>(Phase.class);
    Map<Integer, byte[]> further = new HashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      int idBytes = packIds(samples, i);
      byte[] phase = phases.get(samples.phase(i));
      if (phase == null) {
        phase = label(phaseKey, strings.index(samples.phase(i).label()));
        phases.put(samples.phase(i), phase);
      }
      byte[] thread = threads.get(samples.thread(i));
      if (thread == null) {
        thread = labelsOf(samples.thread(i));
        threads.put(samples.thread(i), thread);
      }
      byte[] ofTag = further.get(samples.tag(i));
      if (ofTag == null) {
        ofTag = labelsOf(samples.tag(i));
        further.put(samples.tag(i), ofTag);
      }
      for (int column = 0; column < values.length; column++) {
        values[column] = samples.value(i, column);
      }
      sample(idBytes, thread, fork, phase, ofTag);
    }
  }

  private byte[] labelsOf(SampleMerge.ThreadNames thread) throws IOException {
    byte[] name = label(threadKey, thread.name());
    return thread.carrier() == 0
        ? name
        : joined(name, label(strings.index("carrier"), thread.carrier()));
  }

  private byte[] labelsOf(int tag) throws IOException {
    byte[] all = INVISIBLE;
    for (Map.Entry<String, String> each : frames.labels(tag).entrySet()) {
      all = joined(all, label(strings.index(each.getKey()), strings.index(each.getValue())));
    }
    return all;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
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

  private void sample(int idBytes, byte[]... labels) throws IOException {
    int valueBytes = 0;
    for (long value : values) {
      valueBytes += CodedOutputStream.computeInt64SizeNoTag(value);
    }
    int labelBytes = 0;
    for (byte[] label : labels) {
      labelBytes += label.length;
    }
    begin(Profile.SAMPLE_FIELD_NUMBER, packedBytes(idBytes) + packedBytes(valueBytes) + labelBytes);
    if (idBytes > 0) {
      begin(Sample.LOCATION_ID_FIELD_NUMBER, idBytes);
      out.write(packed, 0, idBytes);
    }
    begin(Sample.VALUE_FIELD_NUMBER, valueBytes);
    for (long value : values) {
      out.writeInt64NoTag(value);
    }
    for (byte[] label : labels) {
      out.write(label, 0, label.length);
    }
  }

  /** The size of a packed field, or of a message in a message; all numbers are below 16. */
  private static int packedBytes(int bytes) {
    return bytes == 0 ? 0 : 1 + CodedOutputStream.computeUInt32SizeNoTag(bytes) + bytes;
  }

  /** A label as it is in each of its samples. No reader would see one with an empty value. */
  private static byte[] label(int key, int value) throws IOException {
    if (value == 0) {
      return INVISIBLE;
    }
    long[] numbers = {Label.KEY_FIELD_NUMBER, key, Label.STR_FIELD_NUMBER, value};
    int bytes = bytes(numbers);
    byte[] label =
        new byte
            [CodedOutputStream.computeTagSize(Sample.LABEL_FIELD_NUMBER)
                + CodedOutputStream.computeUInt32SizeNoTag(bytes)
                + bytes];
    CodedOutputStream to = CodedOutputStream.newInstance(label);
    to.writeTag(Sample.LABEL_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    to.writeUInt32NoTag(bytes);
    write(to, numbers);
    to.checkNoSpaceLeft();
    return label;
  }

  private void mappings(LocationTable locations) throws IOException {
    row(
        Profile.MAPPING_FIELD_NUMBER,
        Mapping.ID_FIELD_NUMBER,
        LocationTable.JAVA_MAPPING,
        Mapping.FILENAME_FIELD_NUMBER,
        strings.index("java"),
        Mapping.HAS_FUNCTIONS_FIELD_NUMBER,
        1,
        Mapping.HAS_FILENAMES_FIELD_NUMBER,
        1,
        Mapping.HAS_LINE_NUMBERS_FIELD_NUMBER,
        1);
    for (var mapping : locations.binaries().entrySet()) {
      Binary binary = mapping.getKey();
      int id = mapping.getValue();
      row(
          Profile.MAPPING_FIELD_NUMBER,
          Mapping.ID_FIELD_NUMBER,
          id,
          Mapping.MEMORY_START_FIELD_NUMBER,
          binary.start(),
          Mapping.MEMORY_LIMIT_FIELD_NUMBER,
          binary.limit(),
          Mapping.FILE_OFFSET_FIELD_NUMBER,
          binary.offset(),
          Mapping.FILENAME_FIELD_NUMBER,
          strings.index(binary.file()),
          Mapping.BUILD_ID_FIELD_NUMBER,
          strings.index(binary.buildId()),
          Mapping.HAS_FUNCTIONS_FIELD_NUMBER,
          locations.allNamed(id) ? 1 : 0);
    }
  }

  private void locations(LocationTable locations) throws IOException {
    int id = 0;
    for (LocationTable.Location location : locations.locations()) {
      id++;
      long[] numbers = {
        Location.ID_FIELD_NUMBER, id,
        Location.MAPPING_ID_FIELD_NUMBER, location.mapping(),
        Location.ADDRESS_FIELD_NUMBER, location.address(),
      };
      long[] line = {
        Line.FUNCTION_ID_FIELD_NUMBER, location.function(),
        Line.LINE_FIELD_NUMBER, location.line(),
      };
      boolean named = location.function() != 0;
      begin(Profile.LOCATION_FIELD_NUMBER, bytes(numbers) + (named ? packedBytes(bytes(line)) : 0));
      write(out, numbers);
      if (named) {
        row(Location.LINE_FIELD_NUMBER, line);
      }
    }
  }

  private void functions(LocationTable locations) throws IOException {
    int id = 0;
    for (LocationTable.Function function : locations.functions()) {
      row(
          Profile.FUNCTION_FIELD_NUMBER,
          Function.ID_FIELD_NUMBER,
          ++id,
          Function.NAME_FIELD_NUMBER,
          strings.index(function.name()),
          Function.SYSTEM_NAME_FIELD_NUMBER,
          strings.index(function.systemName()),
          Function.FILENAME_FIELD_NUMBER,
          strings.index(function.file()),
          Function.START_LINE_FIELD_NUMBER,
          function.startLine());
    }
  }
}
