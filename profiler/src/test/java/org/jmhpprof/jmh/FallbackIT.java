// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jmhpprof.accuracy.Setting;
import org.jmhpprof.profile.ProfileComments;
import org.jmhpprof.profile.ProfileInvariants;
import org.jmhpprof.proto.Profile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the native library cannot work, JFR does, or a line says what is missing. */
class FallbackIT {
  private static final String BENCHMARK = "Burn.hot -f 1 -wi 1 -w 300ms -i 2 -r 500ms";

  @TempDir Path directory;

  static List<Path> jdks() throws IOException {
    return JmhRun.jdks();
  }

  /** JDK 17's own sockets fail if they take Linux for Windows. */
  private static String otherSystem(Path jdk) throws IOException {
    return JmhRun.feature(jdk) >= 21 ? "Windows" : "Darwin";
  }

  private JmhRun run(Path jdk, String system, String options) throws Exception {
    return JmhRun.of(
        jdk,
        directory,
        (BENCHMARK
                + " -jvmArgsAppend -Dos.name="
                + system
                + " -jvmArgsAppend -Dline.separator=\r\n -prof pprof:"
                + options)
            .split(" "));
  }

  private static long linesWith(JmhRun run, String pattern) {
    return run.output().lines().filter(line -> line.matches(pattern)).count();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anotherSystemIsSampledByJfrAndALineSaysSo(Path jdk) throws Exception {
    JmhRun run = run(jdk, otherSystem(jdk), "event=cpu,alloc,lock");
    assertEquals(0, run.status(), run.output());
    assertEquals(
        1, linesWith(run, "pprof: JFR samples instead of the native sampler: .*"), run.output());
    assertEquals(3, JmhRun.profiles(directory).size(), run.output());
    Profile profile =
        ProfileInvariants.read(
            JmhRun.profiles(directory).stream()
                .filter(file -> file.toString().endsWith(".cpu.pb.gz"))
                .findFirst()
                .orElseThrow());
    ProfileComments.assertConserved(profile);
    Map<String, String> comments = ProfileComments.of(profile);
    assertEquals("jfr", comments.get("sampler"));
    assertEquals("jfr-execution", comments.get("clock"));
    assertEquals("2", comments.get("iterations"));
    assertTrue(
        profile.getStringTableList().stream()
            .anyMatch(text -> text.startsWith("remark=JFR samples instead")),
        "no remark");
    assertTrue(
        profile.getStringTableList().stream().noneMatch(text -> text.contains("\r")),
        "line ends of the system");
    assertTrue(run.output().contains("pprof.cpu.norm"), run.output());
    assertFalse(run.output().contains("pprof.overhead"), run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whoNamesTheNativeSamplerGetsItOrALine(Path jdk) throws Exception {
    JmhRun run = run(jdk, otherSystem(jdk), "sampler=native");
    assertEquals(1, run.status(), run.output());
    assertEquals(
        1,
        linesWith(run, "pprof: .*fork 1: the fork was not profiled: .*native library.*"),
        run.output());
    assertEquals(List.of(), JmhRun.profiles(directory));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anOptionOfTheNativeSamplerAloneIsNotDroppedInSilence(Path jdk) throws Exception {
    JmhRun run = run(jdk, otherSystem(jdk), "clock=timer");
    assertEquals(1, run.status(), run.output());
    assertEquals(
        1,
        linesWith(
            run, "pprof: .*fork 1: .*clock=timer needs the native sampler, but the native .*"),
        run.output());
    JmhRun named = run(jdk, "Linux", "sampler=jfr;event=cpu,wall");
    assertEquals(1, named.status(), named.output());
    assertEquals(
        1,
        linesWith(
            named, ".*pprof: event=cpu,wall is not allowed with sampler=jfr: JFR tells no .*"),
        named.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void jfrWorksWithoutAForkAndForAnOrdinaryUser(Path jdk) throws Exception {
    String arguments = "Burn.hot -f 0 -wi 1 -w 300ms -i 2 -r 500ms -prof pprof:sampler=jfr";
    JmhRun run =
        Setting.isRoot()
            ? JmhRun.asNobody(jdk, directory, arguments.split(" "))
            : JmhRun.of(jdk, directory, arguments.split(" "));
    assertEquals(0, run.status(), run.output());
    Profile profile = ProfileInvariants.read(JmhRun.profiles(directory).get(0));
    ProfileComments.assertConserved(profile);
    assertTrue(profile.getSampleCount() > 0);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void somebodyElsesRecordingGoesOn(Path jdk) throws Exception {
    Path recording = directory.resolve("own.jfr");
    String arguments =
        BENCHMARK
            + " -jvmArgsAppend -XX:StartFlightRecording=filename="
            + recording
            + " -prof pprof:sampler=jfr";
    JmhRun run = JmhRun.of(jdk, directory, arguments.split(" "));
    assertEquals(0, run.status(), run.output());
    assertEquals(1, linesWith(run, "pprof: somebody else started JFR before: .*"), run.output());
    Profile profile = ProfileInvariants.read(JmhRun.profiles(directory).get(0));
    ProfileComments.assertConserved(profile);
    assertTrue(recording.toFile().length() > 1000, run.output());
  }
}
