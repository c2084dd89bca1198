// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jmhpprof.proto.Function;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Line;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Mapping;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.jmhpprof.proto.ValueType;

/**
 * Reads a pprof file of any writer, gzip or not, and trusts nothing in it.
 *
 * <p>Samples come before what they refer to. So the file is read twice: first the tables, then the
 * samples, each of which goes into the tree at once. Memory is needed for what is different, not
 * for the file. Both passes read the same open file, also if another one takes its name meanwhile.
 */
final class ProfileReader {
  /** Unpacked. */
  static final long LARGEST = 1L << 30;

  private final Path file;
  private final Profiles to;
  private final List<String> strings = new ArrayList<>();
  private final List<ValueType> types = new ArrayList<>();
  private final List<Mapping> mappings = new ArrayList<>();
  private final List<Function> functions = new ArrayList<>();
  private final List<Location> locations = new ArrayList<>();
  private final List<Long> comments = new ArrayList<>();
  private final Map<Long, Integer> locationNumbers = new HashMap<>();
  // By id, the number plus one, 0 if there is none.
  private int[] lowLocations = new int[0];
  private final Map<List<Label>, Integer> tags = new HashMap<>();
  private ValueType periodType = ValueType.getDefaultInstance();
  private long period;
  private long timeNanos;
  private long durationNanos;
  private long defaultType;

  private int source;
  private long[] ids = new long[1 << 8];
  private long[] values = new long[1 << 3];

  private ProfileReader(Path file, Profiles to) {
    this.file = file;
    this.to = to;
  }

  static void read(Path file, Profiles to) throws IOException {
    ProfileReader reader = new ProfileReader(file, to);
    reader.open(
        channel -> {
          reader.pass(channel, reader::tables);
          reader.begin();
          reader.pass(channel, reader::samples);
        });
  }

  /** What a file says of itself; its samples are passed over. */
  static Source head(Path file) throws IOException {
    ProfileReader reader = new ProfileReader(file, new Profiles());
    reader.open(channel -> reader.pass(channel, reader::tables));
    return reader.source();
  }

  private interface Content {
    void of(FileChannel channel) throws IOException;
  }

  private void open(Content content) throws IOException {
    if (Files.isDirectory(file)) {
      throw new BadProfile(file, "is a directory");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      content.of(channel);
    } catch (BadProfile e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new BadProfile(file, "no such file");
    } catch (TooLarge e) {
      throw new BadProfile(file, "is larger than 1 GiB unpacked");
    } catch (EOFException e) {
      throw new BadProfile(file, "is truncated");
    } catch (ZipException e) {
      throw new BadProfile(file, "is broken (" + e.getMessage() + ")");
    } catch (InvalidProtocolBufferException e) {
      throw new BadProfile(file, "is truncated, or is not a pprof profile");
    } catch (IOException e) {
      throw new BadProfile(file, "cannot be read (" + e + ")");
    }
  }

  private interface Pass {
    void over(CodedInputStream in) throws IOException;
  }

  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1;
  }

  private void pass(FileChannel channel, Pass pass) throws IOException {
    channel.position(0);
    InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    InputStream plain = new Limited(gzip ? new GZIPInputStream(in, 1 << 16) : in);
    pass.over(CodedInputStream.newInstance(plain, 1 << 16));
  }

  /** Fails behind the largest size. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long left = LARGEST;

    Limited(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int count = in.read(bytes, from, length);
      left -= Math.max(0, count);
      if (left < 0) {
        throw new TooLarge();
      }
      return count;
    }
  }

  private void tables(CodedInputStream in) throws IOException {
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

  private static ByteString message(CodedInputStream in, int tag) throws IOException {
    require(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return in.readBytes();
  }

  private static long number(CodedInputStream in, int tag) throws IOException {
    require(tag, WireFormat.WIRETYPE_VARINT);
    return in.readInt64();
  }

  private static void require(int tag, int wireType) throws IOException {
    if (WireFormat.getTagWireType(tag) != wireType) {
      throw new InvalidProtocolBufferException("wire type " + WireFormat.getTagWireType(tag));
    }
  }

  private interface LongConsumer {
    void accept(long number);
  }

  /** A repeated field, packed or not. */
  private static void numbers(CodedInputStream in, int tag, LongConsumer to) throws IOException {
    if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
      to.accept(in.readInt64());
      return;
    }
    require(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int limit = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      to.accept(in.readInt64());
    }
    in.popLimit(limit);
  }

  private Source source() throws BadProfile {
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

  private void begin() throws BadProfile {
    source = to.begin(source());
    places();
  }

  private ValueKind kind(ValueType type) throws BadProfile {
    return new ValueKind(string(type.getType()), string(type.getUnit()));
  }

  private void places() throws BadProfile {
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

  private void samples(CodedInputStream in) throws IOException {
    for (int tag; (tag = in.readTag()) != 0; ) {
      if (WireFormat.getTagFieldNumber(tag) == Profile.SAMPLE_FIELD_NUMBER) {
        require(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        int limit = in.pushLimit(in.readRawVarint32());
        sample(in);
        in.popLimit(limit);
      } else {
        in.skipField(tag);
      }
    }
  }

  private int idCount;
  private int valueCount;

  private void sample(CodedInputStream in) throws IOException {
    idCount = 0;
    valueCount = 0;
    List<Label> labels = new ArrayList<>();
    for (int tag; in.getBytesUntilLimit() > 0 && (tag = in.readTag()) != 0; ) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case Sample.LOCATION_ID_FIELD_NUMBER -> numbers(in, tag, this::id);
        case Sample.VALUE_FIELD_NUMBER -> numbers(in, tag, this::value);
        case Sample.LABEL_FIELD_NUMBER -> labels.add(Label.parseFrom(message(in, tag)));
        default -> in.skipField(tag);
      }
    }
    check(
        valueCount == types.size(),
        "a sample has " + valueCount + " values for " + types.size() + " sample types");
    int node = 0;
    for (int i = idCount - 1; i >= 0; i--) {
      int location = location(ids[i]);
      check(location >= 0, "a sample has the unknown location " + ids[i]);
      node = to.node(node, location);
    }
    int tag = tags(labels);
    for (int column = 0; column < valueCount; column++) {
      to.add(node, tag, column, values[column]);
    }
  }

  /** The number of a location, -1 if it is unknown. Most writers count their ids from 1. */
  private int location(long id) {
    if (id > 0 && id < lowLocations.length) {
      return lowLocations[(int) id] - 1;
    }
    return locationNumbers.getOrDefault(id, -1);
  }

  private void id(long id) {
    if (idCount == ids.length) {
      ids = Arrays.copyOf(ids, 2 * idCount);
    }
    ids[idCount++] = id;
  }

  private void value(long value) {
    if (valueCount == values.length) {
      values = Arrays.copyOf(values, 2 * valueCount);
    }
    values[valueCount++] = value;
  }

  private int tags(List<Label> labels) throws BadProfile {
    Integer known = tags.get(labels);
    if (known != null) {
      return known;
    }
    List<Code.Label> read = new ArrayList<>(labels.size());
    for (Label label : labels) {
      read.add(
          new Code.Label(
              string(label.getKey()),
              string(label.getStr()),
              label.getNum(),
              string(label.getNumUnit())));
    }
    int number = to.tags(source, List.copyOf(read));
    tags.put(labels, number);
    return number;
  }

  private String string(long index) throws BadProfile {
    check(index >= 0 && index < strings.size(), "a string has the unknown number " + index);
    return strings.get((int) index);
  }

  private void check(boolean holds, String otherwise) throws BadProfile {
    if (!holds) {
      throw new BadProfile(file, otherwise);
    }
  }
}
