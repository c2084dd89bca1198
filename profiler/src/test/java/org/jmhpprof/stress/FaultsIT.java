// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.accuracy.Row;
import org.jmhpprof.jmh.JmhRun;
import org.jmhpprof.profile.ProfileInvariants;
import org.jmhpprof.proto.Profile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the machine refuses has a fallback that the profile names, or a line that says why not. */
class FaultsIT {
  private static final List<String> SHORT =
      List.of("Totals.user", "-f", "1", "-wi", "1", "-w", "1", "-i", "1", "-r", "1", "-t", "2");

  @TempDir Path directory;

  static List<Path> jdks() throws IOException {
    return JmhRun.jdks();
  }

  private static String[] withProfiler(String... more) {
    List<String> arguments = new ArrayList<>(SHORT);
    arguments.addAll(List.of("-prof", "pprof"));
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  private List<String> comments(JmhRun run) throws IOException {
    List<Path> files = JmhRun.profiles(directory);
    assertEquals(1, files.size(), run.output());
    Profile profile = ProfileInvariants.read(files.get(0));
    return profile.getCommentList().stream()
        .map(comment -> profile.getStringTable(comment.intValue()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void withoutProcOnlyJavaThreadsAreSampledAndTheProfileSaysSo(Path jdk) throws Exception {
    List<String> hidden =
        List.of(
            "unshare",
            "-m",
            "bash",
            "-c",
            "mount -t tmpfs none /proc && LD_LIBRARY_PATH=" + jdk.resolve("lib") + " exec \"$@\"",
            "bash");
    assumeTrue(canHideProc(), "needs the right to mount");
    JmhRun run = JmhRun.under(hidden, jdk, directory, withProfiler());
    assertEquals(0, run.status(), run.output());
    assertTrue(
        comments(run)
            .contains("remark=/proc/self/task cannot be read: only Java threads are sampled"),
        run.output());
  }

  private static boolean canHideProc() throws IOException, InterruptedException {
    return new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "none", "/proc")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /** A launcher that blocks SIGPROF blocks it in everything that it starts. */
  @ParameterizedTest
  @MethodSource("jdks")
  void whereTheSignalIsBlockedTheBenchmarkIsSampledAndTheProfileNamesTheRest(Path jdk)
      throws Exception {
    JmhRun run =
        JmhRun.forksUnder(List.of("env", "--block-signal=PROF"), jdk, directory, withProfiler());
    assertEquals(0, run.status(), run.output());
    assertTrue(
        comments(run).stream()
            .anyMatch(comment -> comment.matches("remark=\\d+ threads of the JVM block SIGPROF.*")),
        run.output());
    List<Row> rows = Row.of(JmhRun.profile(JmhRun.profiles(directory).get(0)));
    long worker = Row.nanos(rows, Row::ofWorker);
    long failed = Row.nanos(rows, row -> row.ofWorker() && row.failed());
    assertTrue(failed <= 0.05 * worker, failed + " of " + worker + "\n" + run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void jfrsCpuTimeSamplingIsRefused(Path jdk) throws Exception {
    assumeTrue(JmhRun.feature(jdk) >= 25, "JFR samples CPU time from JDK 25 on");
    JmhRun run =
        JmhRun.of(
            jdk,
            directory,
            withProfiler(
                "-jvmArgsAppend", "-XX:StartFlightRecording:jdk.CPUTimeSample#enabled=true"));
    assertNotEquals(0, run.status(), run.output());
    assertTrue(run.output().contains("pprof: another SIGPROF handler is installed"), run.output());
    assertTrue(run.output().contains("JFR's CPU-time sampling"), run.output());
    assertEquals(List.of(), JmhRun.profiles(directory));
  }
}
