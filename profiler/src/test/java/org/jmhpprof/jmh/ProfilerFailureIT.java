// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A run whose profile is missing or incomplete does not pass for a good one. */
class ProfilerFailureIT {
  @TempDir Path directory;

  static List<Path> jdks() throws IOException {
    return JmhRun.jdks();
  }

  private JmhRun run(Path jdk, String benchmark, int forks) throws Exception {
    return JmhRun.of(
        jdk,
        directory,
        ("Hostile." + benchmark + " -f " + forks + " -wi 1 -w 200ms -i 3 -r 200ms -prof pprof")
            .split(" "));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anotherSignalHandlerInTheForkEndsTheRunAndIsNamed(Path jdk) throws Exception {
    JmhRun run = run(jdk, "foreignHandler", 1);
    assertEquals(1, run.status(), run.output());
    assertTrue(
        run.output().contains("the fork was not profiled: another SIGPROF handler"), run.output());
    assertEquals(List.of(), JmhRun.profiles(directory), run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anotherSignalHandlerInTheHostFailsTheRun(Path jdk) throws Exception {
    JmhRun run = run(jdk, "foreignHandler", 0);
    assertEquals(1, run.status(), run.output());
    assertTrue(run.output().contains("another SIGPROF handler"), run.output());
    assertEquals(List.of(), JmhRun.profiles(directory), run.output());
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void theScoreSurvivesAFileThatCannotBeWrittenButTheStatusTells(int forks) throws Exception {
    JmhRun run = run(JmhRun.jdks().get(0), "unwritable", forks);
    assertEquals(1, run.status(), run.output());
    assertTrue(
        run.output().lines().anyMatch(line -> line.matches("Hostile.unwritable +thrpt .*")),
        run.output());
    assertTrue(run.output().contains("the profile was not written"), run.output());
    // What the first iteration left is whole.
    List<Path> files = JmhRun.profiles(directory);
    assertEquals(1, files.size(), run.output());
    assertTrue(JmhRun.profile(files.get(0)).getSampleCount() > 0);
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void noProfileOfAnEarlierRunIsLeft(int forks) throws Exception {
    Path id =
        Files.createDirectory(directory.resolve("org.jmhpprof.workload.Burn.hot-avgt,name=plain"));
    Files.writeString(id.resolve("fork7.cpu.pb.gz"), "old");
    Path other = Files.writeString(id.resolve("notes.txt"), "kept");
    JmhRun run =
        JmhRun.of(
            JmhRun.jdks().get(0),
            directory,
            ("Burn.hot -f " + forks + " -wi 0 -i 1 -r 200ms -prof pprof").split(" "));
    assertEquals(0, run.status(), run.output());
    assertEquals(List.of(id.resolve("fork1.cpu.pb.gz")), JmhRun.profiles(directory), run.output());
    assertTrue(Files.exists(other));
  }
}
