// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jmhpprof.profile.ProfileComments;
import org.jmhpprof.profile.ProfileInvariants;
import org.jmhpprof.proto.Profile;
import org.jmhpprof.workload.OwnMain;
import org.jmhpprof.workload.OwnRunner;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run whose profile is missing or incomplete does not pass for a good one. */
class ProfilerFailureIT {
  @TempDir Path directory;

  static List<Path> jdks() throws IOException {
    return JmhRun.jdks();
  }

  /** Without a fork and with one. */
  static List<Arguments> forksOnEachJdk() throws IOException {
    return onEachJdk(0, 1);
  }

  /** The iteration from which on something is in the way. */
  static List<Arguments> iterationsOnEachJdk() throws IOException {
    return onEachJdk(1, 2);
  }

  private static List<Arguments> onEachJdk(int first, int second) throws IOException {
    return JmhRun.jdks().stream()
        .flatMap(jdk -> Stream.of(Arguments.of(jdk, first), Arguments.of(jdk, second)))
        .toList();
  }

  private static final String SHORT = " -wi 1 -w 200ms -i 3 -r 200ms -rf csv -prof pprof";

  private JmhRun run(Path jdk, String arguments) throws Exception {
    return JmhRun.of(jdk, directory, (arguments + SHORT).split(" "));
  }

  /** What JMH measured is in its table and in its result file, and the status tells. */
  private void assertFailedWithTheScore(JmhRun run, String benchmark) throws IOException {
    assertEquals(1, run.status(), run.output());
    assertTrue(
        run.output().lines().anyMatch(line -> line.matches("Hostile." + benchmark + " +thrpt .*")),
        run.output());
    assertTrue(
        Files.readString(directory.resolve("jmh-result.csv"))
            .contains("workload.Hostile." + benchmark + "\""),
        run.output());
    assertFalse(run.output().contains("\tat org."), run.output());
  }

  /** The JVM samples allocation for one agent only; here it has another one. */
  @ParameterizedTest
  @MethodSource("jdks")
  void anEventThatTheJvmRefusesIsOneLineAndTheOthersGoOn(Path jdk) throws Exception {
    Path agent = JmhRun.module().resolve("target/test-classes/native/libheapagent.so");
    String arguments = "Hostile.zInnocent -f 1 -jvmArgsAppend -agentpath:" + agent;
    JmhRun run = JmhRun.of(jdk, directory, (arguments + SHORT + ":event=cpu,alloc").split(" "));
    assertFailedWithTheScore(run, "zInnocent");
    String reason = "this JVM does not report allocations to the profiler";
    assertEquals(1, linesWith(run, "pprof: " + reason + ".*"), run.output());
    assertEquals(1, linesWith(run, "pprof: .*, fork 1: " + reason + ".*"), run.output());
    List<Path> files = JmhRun.profiles(directory);
    assertEquals(1, files.size(), files.toString());
    Profile profile = ProfileInvariants.read(files.get(0));
    ProfileComments.assertConserved(profile);
    assertEquals("3", ProfileComments.of(profile).get("iterations"));
  }

  private static long linesWith(JmhRun run, String pattern) {
    return run.output().lines().filter(line -> line.matches(pattern)).count();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anotherSignalHandlerInTheForkEndsTheRunAndIsNamed(Path jdk) throws Exception {
    JmhRun run = run(jdk, "Hostile.(foreignHandler|zInnocent) -f 2 -foe true");
    assertFailedWithTheScore(run, "foreignHandler");
    assertEquals(
        1,
        linesWith(
            run,
            "pprof: .*Hostile.foreignHandler, fork 1: the fork was not profiled: another SIGPROF"
                + " handler is installed.*; no further fork is measured, and the exit status is 1"),
        run.output());
    assertEquals(3, linesWith(run, "Iteration +\\d+: .*"), run.output());
    assertEquals(0, linesWith(run, "Hostile.zInnocent .*"), run.output());
    assertEquals(List.of(), JmhRun.profiles(directory), run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anotherSignalHandlerInTheHostFailsTheRunWithoutAFork(Path jdk) throws Exception {
    JmhRun run = run(jdk, "Hostile.(foreignHandler|zInnocent) -f 0 -foe true");
    assertFailedWithTheScore(run, "foreignHandler");
    assertFailedWithTheScore(run, "zInnocent");
    assertTrue(linesWith(run, "pprof: another SIGPROF handler is installed.*") > 0, run.output());
    assertEquals(List.of(), JmhRun.profiles(directory), run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aProgramThatRunsJmhItselfGetsAnException(Path jdk) throws Exception {
    JmhRun run =
        JmhRun.ofProgram(
            Duration.ofMinutes(2),
            jdk,
            directory,
            OwnRunner.class.getName(),
            ("Hostile.foreignHandler -f 2" + SHORT).split(" "));
    assertEquals(1, run.status(), run.output());
    assertEquals(
        1,
        linesWith(
            run, ".*Exception .*IllegalStateException: pprof: .*, fork 1: .*not profiled: .*"),
        run.output());
    assertEquals(3, linesWith(run, "Iteration +\\d+: .*"), run.output());
  }

  @ParameterizedTest
  @MethodSource("forksOnEachJdk")
  void aMainOfTheBenchmarksOwnThatCallsJmhsEndsAsJmhsDoes(Path jdk, int forks) throws Exception {
    JmhRun run =
        JmhRun.ofProgram(
            Duration.ofMinutes(2),
            jdk,
            directory,
            OwnMain.class.getName(),
            ("Hostile.foreignHandler -f " + forks + SHORT).split(" "));
    assertFailedWithTheScore(run, "foreignHandler");
    assertTrue(run.output().contains("after JMH"), run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aSignalHandlerThatComesLaterIsSaidAtOnceAndEndsTheRun(Path jdk) throws Exception {
    JmhRun run = run(jdk, "Hostile.lateHandler -f 2");
    assertFailedWithTheScore(run, "lateHandler");
    assertEquals(
        1,
        linesWith(run, "pprof: another SIGPROF handler was installed while sampling: .*"),
        run.output());
    assertEquals(3, linesWith(run, "Iteration +\\d+: .*"), run.output());
    assertIterations(1, run);
  }

  @ParameterizedTest
  @MethodSource("forksOnEachJdk")
  void aProfileThatSawNothingFailsTheRunAndIsStillWritten(Path jdk, int forks) throws Exception {
    String once = " -wi 0 -i 1 -r 500ms -rf csv -prof pprof";
    JmhRun run =
        JmhRun.of(jdk, directory, ("Hostile.lateHandler -f " + 2 * forks + once).split(" "));
    assertFailedWithTheScore(run, "lateHandler");
    String line = "pprof: .*% of the CPU time .* has no stack, mostly \\[failed: no signal]: .*";
    assertEquals(1, linesWith(run, line), run.output());
    assertEquals(1, linesWith(run, "Iteration +\\d+: .*"), run.output());
    assertIterations(1, run);
    String comments = ProfileComments.of(JmhRun.profile(JmhRun.profiles(directory).get(0))) + "";
    assertTrue(comments.contains("has no stack, mostly [failed: no signal]"), comments);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aSamplerThatCannotBeStoppedLeavesWhatCameBefore(Path jdk) throws Exception {
    JmhRun run = run(jdk, "Hostile.(stopped|zInnocent) -f 2");
    assertFailedWithTheScore(run, "stopped");
    assertEquals(
        1,
        linesWith(run, "pprof: .*Hostile.stopped, fork 1: sampling is not on; .*"),
        run.output());
    assertEquals(0, linesWith(run, "Hostile.zInnocent .*"), run.output());
    assertIterations(1, run);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theSameWithoutAFork(Path jdk) throws Exception {
    JmhRun run = run(jdk, "Hostile.stopped -f 0");
    assertFailedWithTheScore(run, "stopped");
    assertEquals(1, linesWith(run, "pprof: sampling is not on"), run.output());
    assertIterations(1, run);
  }

  /** There is one profile, whole, of the first so many iterations. */
  private void assertIterations(int iterations, JmhRun run) throws IOException {
    List<Path> files = JmhRun.profiles(directory);
    assertEquals(1, files.size(), run.output());
    assertIterations(iterations, files.get(0));
  }

  private static void assertIterations(int iterations, Path file) throws IOException {
    Profile profile = ProfileInvariants.read(file);
    assertTrue(profile.getSampleCount() > 0);
    assertTrue(profile.getStringTableList().contains("iterations=" + iterations), file.toString());
  }

  @ParameterizedTest
  @MethodSource("forksOnEachJdk")
  void theScoreSurvivesAFileThatCannotBeWrittenButTheStatusTells(Path jdk, int forks)
      throws Exception {
    JmhRun run = run(jdk, "Hostile.unwritable -f " + forks);
    assertFailedWithTheScore(run, "unwritable");
    assertTrue(run.output().contains("the profile was not written"), run.output());
    assertIterations(1, run);
  }

  @ParameterizedTest
  @MethodSource("forksOnEachJdk")
  void aDirectoryThatIsRemovedIsMadeAnew(Path jdk, int forks) throws Exception {
    JmhRun run = run(jdk, "Hostile.noDirectory -f " + forks);
    assertEquals(0, run.status(), run.output());
    assertIterations(3, run);
  }

  @ParameterizedTest
  @MethodSource("forksOnEachJdk")
  void aDirectoryThatCannotBeMadeAnewFailsTheRun(Path jdk, int forks) throws Exception {
    JmhRun run = run(jdk, "Hostile.blockedDirectory -f " + forks);
    assertFailedWithTheScore(run, "blockedDirectory");
    assertTrue(linesWith(run, "pprof: .*the profile was not written: .*") > 0, run.output());
    assertEquals(List.of(), JmhRun.profiles(directory), run.output());
  }

  @ParameterizedTest
  @MethodSource("iterationsOnEachJdk")
  void aFullDiskFailsTheRunAndSparesTheFileBefore(Path jdk, int from) throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    Path copy = Files.createDirectory(directory.resolve("copy"));
    String mount = "mount -t tmpfs -o size=64k none " + disk;
    assumeTrue(
        new ProcessBuilder("unshare", "-m", "bash", "-c", mount).start().waitFor() == 0,
        "needs the right to mount");
    JmhRun run =
        JmhRun.under(
            List.of(
                "unshare",
                "-m",
                "bash",
                "-c",
                mount
                    + "; \"$@\"; status=$?; rm "
                    + disk
                    + "/filler; cp -r "
                    + disk
                    + "/. "
                    + copy
                    + "; exit $status",
                "bash"),
            jdk,
            directory,
            ("Hostile.fullDisk -f 1 -jvmArgsAppend -Dhostile.directory="
                    + disk
                    + " -jvmArgsAppend -Dhostile.from="
                    + from
                    + SHORT
                    + ":dir="
                    + disk)
                .split(" "));
    assertFailedWithTheScore(run, "fullDisk");
    assertEquals(
        1,
        linesWith(run, "pprof: .*fullDisk, fork 1: .* was not written: .*No space left.*"),
        run.output());
    List<Path> files = JmhRun.profiles(copy);
    assertEquals(from - 1, files.size(), run.output());
    for (Path file : files) {
      assertIterations(from - 1, file);
    }
  }

  @ParameterizedTest
  @MethodSource("forksOnEachJdk")
  void noProfileOfAnEarlierRunIsLeft(Path jdk, int forks) throws Exception {
    Path id =
        Files.createDirectory(directory.resolve("org.jmhpprof.workload.Burn.hot-avgt,name=plain"));
    Files.writeString(id.resolve("fork7.cpu.pb.gz"), "old");
    Path other = Files.writeString(id.resolve("notes.txt"), "kept");
    JmhRun run =
        JmhRun.of(
            jdk,
            directory,
            ("Burn.hot -f " + forks + " -wi 0 -i 1 -r 200ms -prof pprof").split(" "));
    assertEquals(0, run.status(), run.output());
    assertEquals(List.of(id.resolve("fork1.cpu.pb.gz")), JmhRun.profiles(directory), run.output());
    assertTrue(Files.exists(other));
  }

  private static final String FORKS = " -f 2 -wi 0 -i 1 -r 200ms -rf csv -prof pprof";

  /** The score of {@code noDirectory}, the first benchmark, is kept; no fork comes after it. */
  private void assertEndsAfterTheFirstBenchmark(JmhRun run, String line) throws IOException {
    assertFailedWithTheScore(run, "noDirectory");
    assertEquals(1, linesWith(run, line), run.output());
    assertEquals(2, linesWith(run, "Iteration +\\d+: .*"), run.output());
    assertEquals(1, linesWith(run, "Hostile\\.\\w+ +thrpt .*"), run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void oldProfilesOfALaterBenchmarkThatCannotBeDeletedCostNoScores(Path jdk) throws Exception {
    Path kept = directory.resolve("org.jmhpprof.workload.Hostile.zInnocent-thrpt/fork1.cpu.pb.gz");
    Files.createDirectories(kept.resolve("full"));
    assertEndsAfterTheFirstBenchmark(
        JmhRun.of(jdk, directory, ("Hostile.(noDirectory|zInnocent)" + FORKS).split(" ")),
        "pprof: .*zInnocent, fork 0: the fork cannot be profiled: .*DirectoryNotEmptyException.*"
            + "fork1.cpu.pb.gz; no further fork is measured, and the exit status is 1");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aLaterBenchmarkOnAJvmThatCannotBeProfiledCostsNoScores(Path jdk) throws Exception {
    Path java = directory.resolve("another-java");
    // JMH asks a JVM for its version first, and gets it through a pipe or, later, in a file.
    Files.writeString(
        java,
        """
        #!/bin/sh
        older='s/"java.version">[^<]*/"java.version">11.0.2/'
        case "$*" in
          *PrintProperties*)
            for last; do :; done
            JDK/bin/java "$@" | sed "$older"
            if [ -f "$last" ]; then sed -i "$older" "$last"; fi ;;
          *) exec JDK/bin/java "$@" ;;
        esac
        """
            .replace("JDK", jdk.toString()));
    assertTrue(java.toFile().setExecutable(true));
    assertEndsAfterTheFirstBenchmark(
        JmhRun.of(jdk, directory, ("Hostile.(noDirectory|ownJvm)" + FORKS).split(" ")),
        "pprof: .*ownJvm, fork 1: the fork cannot be profiled: it must run on JDK 17 or newer, but"
            + " ./another-java is .* 11.0.2; no further .*");
  }
}
