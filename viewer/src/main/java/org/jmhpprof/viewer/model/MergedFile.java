// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jmhpprof.proto.Function;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Line;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Mapping;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.jmhpprof.proto.ValueType;

/**
 * Writes profiles that were added up as one pprof file. Equal stacks with equal labels are one
 * sample. Where the files are of several benchmarks, each sample has a label that says which.
 */
public final class MergedFile {
  private final Profiles profiles;
  private final Source first;
  private final boolean labelled;
  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private final Map<Integer, Integer> locations = new LinkedHashMap<>();
  private final Map<Code.Mapping, Integer> mappings = new LinkedHashMap<>();
  private final Map<Code.Function, Integer> functions = new LinkedHashMap<>();

  private MergedFile(Profiles profiles) {
    this.profiles = profiles;
    this.first = profiles.sources().get(0);
    this.labelled = benchmarks() > 1;
    string("");
  }

  /**
   * Writes the file, through a temporary one beside it.
   *
   * @throws BadProfile one line, if it cannot be written
   */
  public static void write(Path file, Profiles profiles) throws BadProfile {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      try (OutputStream out = Files.newOutputStream(temporary)) {
        write(out, profiles);
      }
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      temporary.toFile().delete();
      throw new BadProfile(file, "cannot be written (" + e + ")");
    }
  }

  /** Writes what would be in the file to a stream, which it does not close. */
  public static void write(OutputStream out, Profiles profiles) throws IOException {
    GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 16);
    CodedOutputStream coded = CodedOutputStream.newInstance(gzip, 1 << 16);
    new MergedFile(profiles).write(coded);
    coded.flush();
    gzip.finish();
  }

  private void write(CodedOutputStream out) throws IOException {
    for (ValueKind kind : profiles.kinds()) {
      out.writeMessage(Profile.SAMPLE_TYPE_FIELD_NUMBER, type(kind));
    }
    samples(out);
    // The first mapping names the report.
    locations.keySet().stream()
        .map(location -> profiles.locationOf(location).mapping())
        .filter(mapping -> mapping != null && mapping.file().equals("java"))
        .findFirst()
        .ifPresent(java -> id(mappings, java));
    for (int location : new ArrayList<>(locations.keySet())) {
      out.writeMessage(Profile.LOCATION_FIELD_NUMBER, location(location));
    }
    for (var entry : mappings.entrySet()) {
      out.writeMessage(Profile.MAPPING_FIELD_NUMBER, mapping(entry.getKey(), entry.getValue()));
    }
    for (var entry : functions.entrySet()) {
      out.writeMessage(Profile.FUNCTION_FIELD_NUMBER, function(entry.getKey(), entry.getValue()));
    }
    head(out);
    for (String string : strings.keySet()) {
      out.writeString(Profile.STRING_TABLE_FIELD_NUMBER, string);
    }
  }

  private void head(CodedOutputStream out) throws IOException {
    List<Source> sources = profiles.sources();
    long time = sources.stream().mapToLong(Source::timeNanos).filter(t -> t > 0).min().orElse(0);
    out.writeInt64(Profile.TIME_NANOS_FIELD_NUMBER, time);
    out.writeInt64(
        Profile.DURATION_NANOS_FIELD_NUMBER,
        sources.stream().mapToLong(Source::durationNanos).sum());
    out.writeMessage(Profile.PERIOD_TYPE_FIELD_NUMBER, type(first.periodKind()));
    out.writeInt64(
        Profile.PERIOD_FIELD_NUMBER, sources.stream().mapToLong(Source::period).max().orElse(0));
    for (String comment : comments()) {
      out.writeInt64(Profile.COMMENT_FIELD_NUMBER, string(comment));
    }
    String shown = profiles.kinds().get(first.shown()).type();
    out.writeInt64(Profile.DEFAULT_SAMPLE_TYPE_FIELD_NUMBER, string(shown));
  }

  private List<String> comments() {
    List<Source> sources = profiles.sources();
    if (sources.size() == 1) {
      return first.comments();
    }
    List<String> comments = new ArrayList<>(Source.common(sources));
    comments.removeIf(line -> line.startsWith("ops=") || line.startsWith("fork="));
    if (!labelled && profiles.perOperation()) {
      comments.add("ops=" + sources.stream().mapToLong(Source::operations).sum());
    }
    comments.add("merged=" + sources.size());
    return comments;
  }

  private long benchmarks() {
    return profiles.sources().stream().map(Source::benchmark).distinct().count();
  }

  private void samples(CodedOutputStream out) throws IOException {
    Map<List<Code.Label>, Integer> numbers = new HashMap<>();
    int[] labelsOf = new int[profiles.tagCount()];
    List<List<Code.Label>> all = new ArrayList<>();
    for (int tag = 0; tag < labelsOf.length; tag++) {
      List<Code.Label> labels = new ArrayList<>(profiles.labels(tag));
      String benchmark = profiles.sources().get(profiles.sourceOf(tag)).benchmark();
      if (labelled && !benchmark.isEmpty()) {
        labels.add(new Code.Label("benchmark", benchmark, 0, ""));
      }
      Integer known = numbers.putIfAbsent(labels, all.size());
      labelsOf[tag] = known == null ? all.size() : known;
      if (known == null) {
        all.add(labels);
      }
    }
    int columns = profiles.kinds().size();
    LongIndex merged = new LongIndex();
    long[] values = new long[Math.multiplyExact(profiles.size(), columns)];
    for (int i = 0; i < profiles.size(); i++) {
      int sample = merged.index((long) profiles.nodeOf(i) << 32 | labelsOf[profiles.tagsOf(i)]);
      for (int column = 0; column < columns; column++) {
        values[sample * columns + column] += profiles.value(i, column);
      }
    }
    for (int i = 0; i < merged.size(); i++) {
      Sample.Builder sample = Sample.newBuilder();
      for (int node = (int) (merged.key(i) >>> 32);
          node != 0;
          node = profiles.tree().parent(node)) {
        sample.addLocationId(id(locations, profiles.tree().item(node)));
      }
      for (int column = 0; column < columns; column++) {
        sample.addValue(values[i * columns + column]);
      }
      for (Code.Label label : all.get((int) merged.key(i))) {
        sample.addLabel(label(label));
      }
      out.writeMessage(Profile.SAMPLE_FIELD_NUMBER, sample.build());
    }
  }

  private Label label(Code.Label label) {
    return Label.newBuilder()
        .setKey(string(label.key()))
        .setStr(string(label.text()))
        .setNum(label.number())
        .setNumUnit(string(label.unit()))
        .build();
  }

  private ValueType type(ValueKind kind) {
    return ValueType.newBuilder().setType(string(kind.type())).setUnit(string(kind.unit())).build();
  }

  private Location location(int number) {
    Code.Location location = profiles.locationOf(number);
    Location.Builder row =
        Location.newBuilder()
            .setId(id(locations, number))
            .setAddress(location.address())
            .setIsFolded(location.folded());
    if (location.mapping() != null) {
      row.setMappingId(id(mappings, location.mapping()));
    }
    for (Code.Line line : location.lines()) {
      row.addLine(
          Line.newBuilder().setFunctionId(id(functions, line.function())).setLine(line.line()));
    }
    return row.build();
  }

  private Mapping mapping(Code.Mapping mapping, int id) {
    return Mapping.newBuilder()
        .setId(id)
        .setMemoryStart(mapping.start())
        .setMemoryLimit(mapping.limit())
        .setFileOffset(mapping.offset())
        .setFilename(string(mapping.file()))
        .setBuildId(string(mapping.buildId()))
        .setHasFunctions(mapping.hasFunctions())
        .setHasFilenames(mapping.hasFilenames())
        .setHasLineNumbers(mapping.hasLineNumbers())
        .setHasInlineFrames(mapping.hasInlineFrames())
        .build();
  }

  private Function function(Code.Function function, int id) {
    return Function.newBuilder()
        .setId(id)
        .setName(string(function.name()))
        .setSystemName(string(function.systemName()))
        .setFilename(string(function.file()))
        .setStartLine(function.startLine())
        .build();
  }

  private int string(String text) {
    Integer known = strings.putIfAbsent(text, strings.size());
    return known == null ? strings.size() - 1 : known;
  }

  private static <T> int id(Map<T, Integer> ids, T thing) {
    Integer known = ids.putIfAbsent(thing, ids.size() + 1);
    return known == null ? ids.size() : known;
  }
}
