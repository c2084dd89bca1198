// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jmhpprof.jmh.JmhRun;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.ProfileInvariants;
import org.jmhpprof.proto.Profile;

/** A fork under stress, with a small heap and a collector of choice. */
final class Fork {
  private Fork() {}

  /** Whether a JVM has a collector. */
  static boolean isBuiltIn(Path jdk, String collector) throws IOException, InterruptedException {
    return new ProcessBuilder(jdk.resolve("bin/java").toString(), flag(collector), "-version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private static String flag(String collector) {
    return "-XX:+Use" + collector + "GC";
  }

  /** Runs one fork: no crash, no hang, and a valid profile in which nothing is missing. */
  static void runs(
      Path jdk,
      String collector,
      Path directory,
      int seconds,
      String benchmark,
      String profiler,
      String... more)
      throws IOException, InterruptedException {
    String[] arguments = arguments(collector, seconds, benchmark, profiler, more);
    Duration limit = Duration.ofSeconds(2L * seconds + 120);
    assertSound(JmhRun.of(limit, jdk, directory, arguments), directory, profiler);
  }

  /** The same as an ordinary user. */
  static void runsAsNobody(
      Path jdk, String collector, Path directory, int seconds, String benchmark, String profiler)
      throws IOException, InterruptedException {
    String[] arguments = arguments(collector, seconds, benchmark, profiler);
    assertSound(JmhRun.asNobody(jdk, directory, arguments), directory, profiler);
  }

  private static String[] arguments(
      String collector, int seconds, String benchmark, String profiler, String... more) {
    List<String> arguments =
        List.of("-f", "1", "-wi", "1", "-w", "1", "-i", "1", "-r", seconds + "s", "-foe", "true");
    List<String> options =
        List.of("-prof", profiler, "-jvmArgsAppend", flag(collector) + " -Xmx512m");
    return Stream.of(List.of(benchmark), arguments, options, List.of(more))
        .flatMap(List::stream)
        .toArray(String[]::new);
  }

  private static void assertSound(JmhRun run, Path directory, String profiler) throws IOException {
    assertEquals(0, run.status(), run.output());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          List.of(),
          files.filter(file -> file.getFileName().toString().startsWith("hs_err")).toList(),
          run.output());
    }
    List<Path> profiles = JmhRun.profiles(directory);
    assertEquals(
        profiler.contains("event=all") ? Event.values().length : 1, profiles.size(), run.output());
    for (Path file : profiles) {
      Profile profile = ProfileInvariants.read(file);
      boolean mayBeEmpty = file.toString().endsWith(".lock.pb.gz");
      assertTrue(profile.getSampleCount() > 0 || mayBeEmpty, file + run.output());
    }
  }
}
