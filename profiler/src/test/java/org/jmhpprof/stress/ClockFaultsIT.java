// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jmhpprof.accuracy.PerfEvents;
import org.jmhpprof.jmh.JmhRun;
import org.jmhpprof.profile.ProfileComments;
import org.jmhpprof.profile.ProfileInvariants;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A clock that was named is taken or refused with the cause; {@code auto} finds another one. */
class ClockFaultsIT {
  private static final String SHORT = "Totals.user -f 1 -wi 1 -w 500ms -i 1 -r 1 -t 2 -prof ";

  @TempDir Path directory;

  static List<Path> jdks() throws IOException {
    return JmhRun.jdks();
  }

  /** What seccomp profiles of containers answer to perf_event_open, and what is said of it. */
  static List<Arguments> answers() throws IOException {
    return jdks().stream()
        .flatMap(
            jdk ->
                Stream.of(
                    Arguments.of(jdk, "38", "perf_event_open is missing (ENOSYS)"),
                    Arguments.of(jdk, "1", "perf_event_open is not allowed (EPERM)")))
        .toList();
  }

  private static String[] with(String options) {
    return (SHORT + options).split(" ");
  }

  private Map<String, String> comments(JmhRun run) throws IOException {
    List<Path> files = JmhRun.profiles(directory);
    assertEquals(1, files.size(), run.output());
    return ProfileComments.of(ProfileInvariants.read(files.get(0)));
  }

  private void assertRefused(JmhRun run, String cause) throws IOException {
    assertEquals(1, run.status(), run.output());
    List<String> lines =
        run.output()
            .lines()
            .filter(line -> line.startsWith("pprof: clock=perf is refused: "))
            .toList();
    assertEquals(1, lines.size(), run.output());
    assertTrue(lines.get(0).contains(cause), lines.get(0));
    assertTrue(lines.get(0).endsWith("use clock=timer"), lines.get(0));
    assertTrue(run.output().contains("fork 1: the fork was not profiled: clock=perf is refused"));
    assertEquals(List.of(), JmhRun.profiles(directory));
  }

  private void assertTimer(JmhRun run, String cause) throws IOException {
    assertEquals(0, run.status(), run.output());
    assertEquals("timer", comments(run).get("clock"));
    assertTrue(comments(run).get("clock.reason").contains(cause), comments(run).toString());
    assertEquals("unknown", comments(run).get("clock.perf.signal"));
    assertTrue(comments(run).get("clock.timer.signal").matches("[1-9][0-9]*ns"));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anOrdinaryUserWhoNamesPerfIsToldTheSysctl(Path jdk) throws Exception {
    assumeFalse(PerfEvents.seeTheKernelForAll(), "everybody's perf events see the kernel");
    assertRefused(
        JmhRun.asNobody(jdk, directory, with("pprof:clock=perf")),
        "kernel.perf_event_paranoid is " + PerfEvents.paranoid());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anOrdinaryUserGetsTheTimer(Path jdk) throws Exception {
    assumeFalse(PerfEvents.seeTheKernelForAll(), "everybody's perf events see the kernel");
    assertTimer(
        JmhRun.asNobody(jdk, directory, with("pprof:interval=50ms")),
        "kernel.perf_event_paranoid is " + PerfEvents.paranoid());
  }

  @ParameterizedTest
  @MethodSource("answers")
  void aContainerWithoutPerfEventsIsNamed(Path jdk, String errno, String cause) throws Exception {
    List<String> container =
        List.of(
            JmhRun.module().resolve("target/test-classes/native/refuse").toAbsolutePath() + "",
            errno);
    assertRefused(JmhRun.under(container, jdk, directory, with("pprof:clock=perf")), cause);
    assertTimer(JmhRun.under(container, jdk, directory, with("pprof:interval=50ms")), cause);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whereDescriptorsRunOutTimersTakeOver(Path jdk) throws Exception {
    assumeTrue(PerfEvents.seeTheKernel(), "perf events do not see the kernel");
    JmhRun run = JmhRun.under(limited("-n 32"), jdk, directory, with("pprof:interval=50ms"));
    assertEquals(0, run.status(), run.output());
    assertEquals("perf+timer", comments(run).get("clock"), run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whoNamesPerfGetsNoTimersAndIsToldOfTheDescriptors(Path jdk) throws Exception {
    assumeTrue(PerfEvents.seeTheKernel(), "perf events do not see the kernel");
    JmhRun run = JmhRun.under(limited("-n 32"), jdk, directory, with("pprof:clock=perf"));
    assertEquals("perf", comments(run).get("clock"), run.output());
    assertTrue(
        run.output()
            .lines()
            .anyMatch(
                line ->
                    line.matches(
                        "pprof: the kernel refused [0-9]+ threads their clocks \\(EMFILE, no file"
                            + " descriptor is left: raise ulimit -n\\): .*")),
        run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void timersThatAreRefusedNameTheLimit(Path jdk) throws Exception {
    // The fork alone: the JVM itself uses signals to end a wait for a connection.
    JmhRun run = JmhRun.forksUnder(limited("-i 8"), jdk, directory, with("pprof:clock=timer"));
    assertTrue(
        run.output()
            .lines()
            .anyMatch(
                line ->
                    line.matches(
                        "pprof: .*\\(EAGAIN, no further signal can be queued: raise ulimit -i\\).*")),
        run.output());
  }

  private static List<String> limited(String limit) {
    return List.of("bash", "-c", "ulimit " + limit + "; exec \"$@\"", "bash");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theProfileSaysWhichClockWhyAndWhatSignalsCost(Path jdk) throws Exception {
    assumeTrue(PerfEvents.seeTheKernel(), "perf events do not see the kernel");
    JmhRun run = JmhRun.of(jdk, directory, with("pprof"));
    assertEquals(0, run.status(), run.output());
    Map<String, String> comments = comments(run);
    long signal = nanos(comments.get("clock.perf.signal"));
    assertTrue(nanos(comments.get("clock.timer.signal")) > 0, comments.toString());
    // The interval is 1 ms.
    assertEquals(signal <= 10_000 ? "perf" : "timer", comments.get("clock"), comments.toString());
    assertTrue(
        comments.get("clock.reason").startsWith("a perf signal costs "), comments.toString());
  }

  private static long nanos(String cost) {
    assertTrue(cost.matches("[1-9][0-9]*ns"), cost);
    return Long.parseLong(cost.substring(0, cost.length() - 2));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anIntervalThatLeavesTooLittleTimeGetsOneLine(Path jdk) throws Exception {
    assumeTrue(PerfEvents.seeTheKernel(), "perf events do not see the kernel");
    JmhRun run = JmhRun.of(jdk, directory, with("pprof:clock=perf;interval=10us"));
    assertEquals(0, run.status(), run.output());
    Map<String, String> comments = comments(run);
    List<String> lines =
        run.output()
            .lines()
            .filter(line -> line.startsWith("pprof: interval=10us leaves the threads less than"))
            .toList();
    // Where a signal is that cheap, the handlers decide.
    if (4 * nanos(comments.get("clock.perf.signal")) > 10_000) {
      assertEquals(1, lines.size(), run.output());
    }
    for (String line : lines) {
      assertTrue(line.matches(".*; the shortest sensible interval here is [125]0*[mu]s"), line);
      assertEquals(line.substring("pprof: ".length()), comments.get("remark"));
    }
  }
}
