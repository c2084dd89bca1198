// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import static org.jmhpprof.viewer.model.WireFields.message;
import static org.jmhpprof.viewer.model.WireFields.numbers;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;

/**
 * Reads a pprof file of any writer, gzip or not, and trusts nothing in it.
 *
 * <p>Samples come before what they refer to. So the file is read twice: first the tables, then the
 * samples, each of which goes into the tree at once. Memory is needed for what is different, not
 * for the file.
 */
final class ProfileReader {
  private final Path file;
  private final Profiles to;
  private final ProfileTables tables;
  private final Map<List<Label>, Integer> tags = new HashMap<>();

  private int source;
  private long[] ids = new long[1 << 8];
  private long[] values = new long[1 << 3];
  private int idCount;
  private int valueCount;

  private ProfileReader(Path file, Profiles to, ProfileTables tables) {
    this.file = file;
    this.to = to;
    this.tables = tables;
  }

  static void read(Path file, Profiles to) throws IOException {
    ProfileTables tables = new ProfileTables(file);
    ProfileReader reader = new ProfileReader(file, to, tables);
    MessageFile.open(
        file,
        in -> {
          in.pass(tables::read);
          reader.source = to.begin(tables.source());
          tables.places(to);
          in.pass(reader::samples);
        });
  }

  /** What a file says of itself; its samples are passed over. */
  static Source head(Path file) throws IOException {
    ProfileTables tables = new ProfileTables(file);
    MessageFile.open(file, in -> in.pass(tables::read));
    return tables.source();
  }

  private void samples(CodedInputStream in) throws IOException {
    for (int tag; (tag = in.readTag()) != 0; ) {
      if (WireFormat.getTagFieldNumber(tag) == Profile.SAMPLE_FIELD_NUMBER) {
        WireFields.require(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        int limit = in.pushLimit(in.readRawVarint32());
        sample(in);
        in.popLimit(limit);
      } else {
        in.skipField(tag);
      }
    }
  }

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
        valueCount == tables.columns(),
        "a sample has " + valueCount + " values for " + tables.columns() + " sample types");
    int node = 0;
    for (int i = idCount - 1; i >= 0; i--) {
      int location = tables.location(ids[i]);
      check(location >= 0, "a sample has the unknown location " + ids[i]);
      node = to.node(node, location);
    }
    int tag = tags(labels);
    for (int column = 0; column < valueCount; column++) {
      to.add(node, tag, column, values[column]);
    }
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
              tables.string(label.getKey()),
              tables.string(label.getStr()),
              label.getNum(),
              tables.string(label.getNumUnit())));
    }
    int number = to.tags(source, List.copyOf(read));
    tags.put(labels, number);
    return number;
  }

  private void check(boolean holds, String otherwise) throws BadProfile {
    if (!holds) {
      throw new BadProfile(file, otherwise);
    }
  }
}
