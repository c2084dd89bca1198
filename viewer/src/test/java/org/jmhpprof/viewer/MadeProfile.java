// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

/** A profile made up for a test. Frames are written {@code name} or {@code name:line}. */
public final class MadeProfile {
  private static final String JVM = "libjvm.so!";

  private final Profile.Builder profile = Profile.newBuilder();
  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private final Map<String, Integer> locations = new LinkedHashMap<>();
  private final Map<String, Integer> functions = new LinkedHashMap<>();
  private String file = "Bench.java";

  /** With columns {@code type/unit}. */
  public MadeProfile(String... kinds) {
    string("");
    for (String kind : kinds) {
      String[] parts = kind.split("/");
      profile.addSampleType(
          ValueType.newBuilder().setType(string(parts[0])).setUnit(string(parts[1])));
    }
    profile.addMapping(
        Mapping.newBuilder().setId(1).setFilename(string("java")).setHasFunctions(true));
    profile.addMapping(
        Mapping.newBuilder()
            .setId(2)
            .setMemoryStart(0x1000)
            .setMemoryLimit(0x2000)
            .setFilename(string("/usr/lib/libjvm.so")));
  }

  /** A fork of the benchmark {@code demo.Bench.run} under {@code -prof pprof}. */
  public static MadeProfile ofFork(int fork, long operations, String... kinds) {
    return new MadeProfile(kinds)
        .comment("benchmark=demo.Bench.run")
        .comment("mode=avgt")
        .comment("threads=1")
        .comment("fork=" + fork)
        .comment("ops=" + operations);
  }

  public MadeProfile comment(String comment) {
    profile.addComment(string(comment));
    return this;
  }

  /** Names the column that is shown first. */
  public MadeProfile shown(String type) {
    profile.setDefaultSampleType(string(type));
    return this;
  }

  /** Names the source of functions that come from here on. */
  public MadeProfile file(String name) {
    file = name;
    return this;
  }

  /**
   * Adds a sample.
   *
   * @param stack the frames, leaf first, with {@code ;} between; "" for none
   * @param labels {@code key=value}, with {@code ;} between
   */
  public MadeProfile sample(String stack, String labels, long... values) {
    Sample.Builder sample = Sample.newBuilder();
    for (String frame : stack.isEmpty() ? new String[0] : stack.split(";")) {
      sample.addLocationId(location(frame));
    }
    for (String label : labels.isEmpty() ? new String[0] : labels.split(";")) {
      String[] parts = label.split("=");
      sample.addLabel(Label.newBuilder().setKey(string(parts[0])).setStr(string(parts[1])));
    }
    for (long value : values) {
      sample.addValue(value);
    }
    profile.addSample(sample);
    return this;
  }

  private int location(String frame) {
    Integer known = locations.get(frame);
    if (known != null) {
      return known;
    }
    int id = locations.size() + 1;
    locations.put(frame, id);
    boolean jvm = frame.startsWith(JVM);
    String[] parts = (jvm ? frame.substring(JVM.length()) : frame).split(":(?=[0-9]+$)");
    int line = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
    profile.addLocation(
        Location.newBuilder()
            .setId(id)
            .setMappingId(jvm ? 2 : 1)
            .setAddress(jvm ? 0x1000 + id : 0)
            .addLine(Line.newBuilder().setFunctionId(function(parts[0])).setLine(line)));
    return id;
  }

  private int function(String name) {
    Integer known = functions.get(name);
    if (known != null) {
      return known;
    }
    int id = functions.size() + 1;
    functions.put(name, id);
    profile.addFunction(
        Function.newBuilder()
            .setId(id)
            .setName(string(name))
            .setSystemName(string(name + "()"))
            .setFilename(string(file)));
    return id;
  }

  private int string(String text) {
    Integer known = strings.putIfAbsent(text, strings.size());
    return known == null ? strings.size() - 1 : known;
  }

  public Profile.Builder builder() {
    return profile.clone().clearStringTable().addAllStringTable(strings.keySet());
  }

  /** Writes it, gzip. */
  public Path write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      builder().build().writeTo(out);
    }
    return file;
  }
}
