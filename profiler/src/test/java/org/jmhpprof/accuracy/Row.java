// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jmhpprof.proto.Function;
import org.jmhpprof.proto.Label;
import org.jmhpprof.proto.Line;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Mapping;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;

/**
 * A sample with its names, leaf first.
 *
 * @param frames the stack, leaf first
 * @param thread the label of that name, "" for none
 * @param phase the label of that name, "" for none
 * @param labels all of them
 * @param ticks the first value
 * @param nanos the second value
 */
public record Row(
    List<Frame> frames,
    String thread,
    String phase,
    Map<String, String> labels,
    long ticks,
    long nanos) {
  /**
   * A frame.
   *
   * @param mapping where its code lies; the first one stands for Java
   */
  public record Frame(String name, String file, long line, long address, Mapping mapping) {}

  public static List<Row> of(Profile profile) {
    return of(profile, 0);
  }

  /** With another pair of values, from {@code column} on. */
  static List<Row> of(Profile profile, int column) {
    List<Row> rows = new ArrayList<>();
    for (Sample sample : profile.getSampleList()) {
      List<Frame> frames = new ArrayList<>();
      for (long id : sample.getLocationIdList()) {
        // Ids count from 1 in the order of the tables.
        Location location = profile.getLocation((int) id - 1);
        Mapping mapping = profile.getMapping((int) location.getMappingId() - 1);
        if (location.getLineCount() == 0) {
          frames.add(new Frame("", "", 0, location.getAddress(), mapping));
        }
        for (Line line : location.getLineList()) {
          Function function = profile.getFunction((int) line.getFunctionId() - 1);
          frames.add(
              new Frame(
                  profile.getStringTable((int) function.getName()),
                  profile.getStringTable((int) function.getFilename()),
                  line.getLine(),
                  location.getAddress(),
                  mapping));
        }
      }
      rows.add(
          new Row(
              frames,
              label(profile, sample, "thread"),
              label(profile, sample, "phase"),
              labels(profile, sample),
              sample.getValue(column),
              sample.getValue(column + 1)));
    }
    return rows;
  }

  private static String label(Profile profile, Sample sample, String key) {
    return labels(profile, sample).getOrDefault(key, "");
  }

  private static Map<String, String> labels(Profile profile, Sample sample) {
    Map<String, String> labels = new TreeMap<>();
    for (Label label : sample.getLabelList()) {
      labels.put(
          profile.getStringTable((int) label.getKey()),
          profile.getStringTable((int) label.getStr()));
    }
    return labels;
  }

  /** The platform thread that ran it. */
  String platformThread() {
    return labels.getOrDefault("carrier", thread);
  }

  /** Of wall time, what the thread did. */
  String state() {
    return labels.getOrDefault("state", "");
  }

  /** Whether there is a label of the benchmark's own. */
  boolean hasOwnLabel() {
    return !Set.of("thread", "carrier", "fork", "phase", "state").containsAll(labels.keySet());
  }

  public static long nanos(List<Row> rows, Predicate<Row> wanted) {
    return rows.stream().filter(wanted).mapToLong(Row::nanos).sum();
  }

  String leaf() {
    return frames.get(0).name();
  }

  String root() {
    return frames.get(frames.size() - 1).name();
  }

  boolean has(String function) {
    return frames.stream().anyMatch(frame -> frame.name().equals(function));
  }

  public boolean ofWorker() {
    return thread.contains("jmh-worker");
  }

  public boolean failed() {
    return leaf().startsWith("[failed");
  }
}
