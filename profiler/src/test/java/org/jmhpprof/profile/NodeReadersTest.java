// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jmhpprof.proto.Location;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.proto.Sample;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether readers from npm see every stack of a file with its value; skipped where Node is not. */
class NodeReadersTest {
  @TempDir Path dir;

  @BeforeAll
  static void nodeIsInstalled() {
    NodeReader.requireInstalled();
  }

  private Path write(Event event) throws IOException {
    Path file = dir.resolve("fork1." + event.word() + ".pb.gz");
    GoldenProfile.write(file, event, 1, "benchmark=demo.Sort.sort");
    return file;
  }

  /** The stacks that are in a file. A frame that a reader leaves out is null. */
  private static SortedMap<String, Long> expected(
      Profile profile, int column, Function<Location, String> frame) {
    SortedMap<String, Long> stacks = new TreeMap<>();
    for (Sample sample : profile.getSampleList()) {
      List<String> frames = new ArrayList<>();
      for (long id : sample.getLocationIdList()) {
        frames.add(0, frame.apply(profile.getLocation((int) id - 1)));
      }
      frames.removeIf(Objects::isNull);
      stacks.merge(String.join(";", frames), sample.getValue(column), Long::sum);
    }
    return stacks;
  }

  /** Null without a name. */
  private static String name(Profile profile, Location location) {
    if (location.getLineCount() == 0) {
      return null;
    }
    long function = location.getLine(0).getFunctionId();
    return profile.getStringTable((int) profile.getFunction((int) function - 1).getName());
  }

  private static String nameAndLine(Profile profile, Location location) {
    String name = name(profile, location);
    return name == null ? "?" : name + ":" + location.getLine(0).getLine();
  }

  @ParameterizedTest
  @EnumSource
  void pprofFormatReadsEachColumn(Event event) throws Exception {
    Path file = write(event);
    Profile profile = ProfileInvariants.read(file);
    for (int column = 0; column < event.types().size(); column++) {
      SortedMap<String, Long> stacks =
          expected(profile, column, location -> nameAndLine(profile, location));
      stacks.values().removeIf(value -> value == 0);
      assertEquals(
          stacks, NodeReader.stacks(dir, "pprof-format.js", file, Integer.toString(column)));
    }
  }

  /**
   * It takes the column that is the default. A function is one frame, which has the line of the
   * location that came last, and a frame without a name is left out.
   */
  @ParameterizedTest
  @EnumSource
  void speedscopeReadsTheColumnThatIsShown(Event event) throws Exception {
    Path file = write(event);
    Profile profile = ProfileInvariants.read(file);
    assertEquals(
        expected(profile, event.shown(), location -> name(profile, location)),
        NodeReader.stacks(dir, "speedscope.js", file));
  }

  /**
   * It takes the first column that it knows and that is no count, else the first. A function is one
   * frame, whatever its lines, and a frame without a name is left out.
   */
  @ParameterizedTest
  @EnumSource
  void reactPprofReadsTheColumnThatIsShown(Event event) throws Exception {
    Path file = write(event);
    Profile profile = ProfileInvariants.read(file);
    assertEquals(
        expected(
            profile, event == Event.LOCK ? 0 : event.shown(), location -> name(profile, location)),
        NodeReader.stacks(dir, "react-pprof.js", file));
  }
}
