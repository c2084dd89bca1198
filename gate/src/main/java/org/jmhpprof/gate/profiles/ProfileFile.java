// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.attribution.ProfiledFork.Phase;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileFrame;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileStack;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.proto.Function;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Line;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Mapping;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.jmhpprof.proto.ValueType;

/** Reads one profile that the profiler wrote, and trusts none of its references. */
public final class ProfileFile {
  /** The end of the file name. */
  static final String SUFFIX = ".cpu.pb.gz";

  /** Uncompressed; far above what a fork leaves, far below what a crafted file could unpack to. */
  private static final int LARGEST = 256 << 20;

  private static final String PARAM = "param.";

  private final Path file;
  private final Profile profile;
  private final Map<Long, Function> functions = new HashMap<>();
  private final Map<Long, Mapping> mappings = new HashMap<>();
  private final Map<Long, List<ProfileFrame>> frames = new HashMap<>();
  private final Map<String, String> comments = new HashMap<>();

  private ProfileFile(Path file, Profile profile) {
    this.file = file;
    this.profile = profile;
  }

  private ProfiledFork fork() throws BadInput {
    comments();
    int ticks = valueIndex("samples", "count");
    int nanos = valueIndex("cpu", "nanoseconds");
    tables();
    List<ProfileStack> stacks = new ArrayList<>(profile.getSampleCount());
    for (int i = 0; i < profile.getSampleCount(); i++) {
      stacks.add(stack(i, ticks, nanos));
    }
    require(profile.getDurationNanos() >= 0, "duration_nanos is negative");
    return new ProfiledFork(
        file.toString(),
        key(),
        (int) number("fork", 1, 1 << 20),
        0,
        number("ops", 1, Long.MAX_VALUE),
        profile.getDurationNanos(),
        ticksPerSignal(),
        comments.getOrDefault("clock", "unknown"),
        stacks);
  }

  private void comments() throws BadInput {
    for (long index : profile.getCommentList()) {
      String comment = string(index, "comment");
      int end = comment.indexOf('=');
      if (end > 0) {
        comments.putIfAbsent(comment.substring(0, end), comment.substring(end + 1));
      }
    }
  }

  private int valueIndex(String type, String unit) throws BadInput {
    for (int i = 0; i < profile.getSampleTypeCount(); i++) {
      ValueType each = profile.getSampleType(i);
      if (string(each.getType(), "sample_type").equals(type)
          && string(each.getUnit(), "sample_type").equals(unit)) {
        return i;
      }
    }
    throw problem(file, "no sample type " + type + "/" + unit);
  }

  private void tables() throws BadInput {
    for (Mapping mapping : profile.getMappingList()) {
      mappings.put(mapping.getId(), mapping);
    }
    for (Function function : profile.getFunctionList()) {
      functions.put(function.getId(), function);
    }
    for (Location location : profile.getLocationList()) {
      frames.put(location.getId(), frames(location));
    }
  }

  private List<ProfileFrame> frames(Location location) throws BadInput {
    boolean machine = location.getAddress() != 0;
    List<ProfileFrame> found = new ArrayList<>(location.getLineCount());
    for (Line line : location.getLineList()) {
      Function function = functions.get(line.getFunctionId());
      require(function != null, "location " + location.getId() + " has an unknown function");
      String name = string(function.getName(), "function name");
      require(!name.isEmpty(), "function " + function.getId() + " has no name");
      long number = line.getLine();
      require(number >= 0 && number <= Integer.MAX_VALUE, "line " + number + " of " + name);
      String source = string(function.getFilename(), "function file");
      found.add(new ProfileFrame(name, source, (int) number, machine));
    }
    if (found.isEmpty()) {
      found.add(new ProfileFrame(binary(location), "", 0, true));
    }
    return found;
  }

  private String binary(Location location) throws BadInput {
    Mapping mapping = mappings.get(location.getMappingId());
    if (mapping == null) {
      return "[unknown code]";
    }
    String path = string(mapping.getFilename(), "mapping file");
    return "[" + path.substring(path.lastIndexOf('/') + 1) + "]";
  }

  private ProfileStack stack(int i, int ticks, int nanos) throws BadInput {
    Sample sample = profile.getSample(i);
    require(
        sample.getValueCount() == profile.getSampleTypeCount(),
        "sample " + i + " has " + sample.getValueCount() + " values");
    List<ProfileFrame> stack = new ArrayList<>(sample.getLocationIdCount());
    for (long id : sample.getLocationIdList()) {
      List<ProfileFrame> found = frames.get(id);
      require(found != null, "sample " + i + " has an unknown location");
      stack.addAll(found);
    }
    require(!stack.isEmpty(), "sample " + i + " has no frames");
    long count = sample.getValue(ticks);
    long time = sample.getValue(nanos);
    require(count >= 0 && time >= 0, "sample " + i + " has a negative value");
    return new ProfileStack(stack, phase(sample), count, time);
  }

  private Phase phase(Sample sample) throws BadInput {
    for (Label label : sample.getLabelList()) {
      if (string(label.getKey(), "label").equals("phase")) {
        return Phase.of(string(label.getStr(), "label"));
      }
    }
    return Phase.NONE;
  }

  private BenchmarkKey key() throws BadInput {
    SortedMap<String, String> params = new TreeMap<>();
    comments.forEach(
        (name, value) -> {
          if (name.startsWith(PARAM)) {
            params.put(name.substring(PARAM.length()), value);
          }
        });
    String benchmark = comment("benchmark");
    String mode = comment("mode");
    return new BenchmarkKey(benchmark, mode, params, (int) number("threads", 1, 1 << 20));
  }

  /** Ticks that the kernel merged into a signal count, but they are not independent samples. */
  private double ticksPerSignal() {
    long samples = optional("samples");
    long signals = samples - optional("overruns");
    return signals > 0 ? (double) samples / signals : 1;
  }

  private long optional(String name) {
    String text = comments.get(name);
    return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private String comment(String name) throws BadInput {
    String value = comments.get(name);
    require(value != null && !value.isEmpty(), "no comment " + name + "=");
    return value;
  }

  private long number(String name, long least, long most) throws BadInput {
    String text = comment(name);
    require(text.matches("\\d{1,18}"), "comment " + name + "=" + text + " is no number");
    long value = Long.parseLong(text);
    require(value >= least && value <= most, "comment " + name + "=" + text + " is out of range");
    return value;
  }

  private String string(long index, String what) throws BadInput {
    require(
        index >= 0 && index < profile.getStringTableCount(),
        what + " refers to string " + index + " of " + profile.getStringTableCount());
    return profile.getStringTable((int) index);
  }

  private void require(boolean condition, String problem) throws BadInput {
    if (!condition) {
      throw problem(file, problem);
    }
  }

  /**
   * Reads it.
   *
   * @throws BadInput naming the file, if it is not such a profile
   */
  public static ProfiledFork read(Path file) throws BadInput {
    return new ProfileFile(file, parse(file)).fork();
  }

  private static Profile parse(Path file) throws BadInput {
    byte[] bytes;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      throw problem(file, "not a readable gzip file (" + reason(e) + ")");
    }
    if (bytes.length > LARGEST) {
      throw problem(file, "larger than " + (LARGEST >> 20) + " MiB");
    }
    try {
      return Profile.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw problem(file, "not a pprof profile (" + reason(e) + ")");
    }
  }

  static BadInput problem(Path file, String what) {
    return new BadInput(file + ": " + what);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
