// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jmhpprof.gate.cli.MadeUpResults;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.run.Blocks.Progress;
import org.jmhpprof.gate.run.ForkSpec.Launch;
import org.jmhpprof.gate.run.JmhOptions.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shell script stands for the JVM, so that it does what a sound JMH never does. */
class ForkRunnerTest {
  @TempDir private Path directory;

  private final List<String> said = new ArrayList<>();

  private Optional<BlockNote> run(String script, Instant deadline, Duration patience)
      throws Exception {
    Progress progress =
        new Progress() {
          @Override
          public void fork(String what, int done, int planned, Duration left) {}

          @Override
          public void say(String line) {
            said.add(line);
          }
        };
    return new ForkRunner(JmhOptions.of(List.of()), "now", progress)
        .run(
            new ForkSpec(
                build(script),
                Task.all("a.B.c"),
                1,
                directory.resolve("a.B.c/block-001.json"),
                Optional.empty(),
                Launch.PLAIN,
                OptionalInt.empty(),
                deadline,
                patience));
  }

  private Build build(String script) throws IOException {
    BenchmarkJar jar =
        new BenchmarkJar(
            directory.resolve("b.jar"),
            java(script),
            "Main",
            false,
            Optional.empty(),
            Set.of(),
            false);
    return new Build("base", jar, directory, directory, Renames.NONE);
  }

  private Path java(String script) throws IOException {
    Path java = Files.writeString(directory.resolve("java"), "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aForkThatHangsIsEndedWithTheJvmThatItForked() throws Exception {
    Optional<BlockNote> note =
        run(
            "sleep 1000 & echo $! > " + directory.resolve("pid") + "; wait",
            Instant.now(),
            Duration.ofSeconds(2));
    assertTrue(note.isEmpty());
    assertTrue(said.get(0).startsWith("a fork hangs and is ended: "), said::toString);
    long child = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
    Optional<ProcessHandle> left = ProcessHandle.of(child);
    if (left.isPresent()) {
      left.get().onExit().get(1, TimeUnit.MINUTES);
    }
  }

  @Test
  void anotherJmhIsWaitedForUntilTheDeadline() throws Exception {
    Instant deadline = Instant.now().plusSeconds(1);
    Optional<BlockNote> note =
        run(
            "echo x >> "
                + directory.resolve("tries")
                + "; echo ERROR: Unable to acquire the JMH lock; exit 1",
            deadline,
            Duration.ofMinutes(1));
    assertTrue(note.isEmpty());
    assertFalse(Instant.now().isBefore(deadline));
    assertTrue(Files.readAllLines(directory.resolve("tries")).size() >= 2);
    assertEquals(List.of("another JMH runs on this machine: waiting for its end"), said);
  }

  @Test
  void whatFailsLeavesItsCauseAndNoResult() throws Exception {
    Optional<BlockNote> note =
        run(
            "echo '<failure>'; echo java.lang.IllegalStateException: on purpose; echo at x; exit 1",
            Instant.MAX,
            Duration.ofMinutes(1));
    assertEquals(
        "JMH ended with status 1: java.lang.IllegalStateException: on purpose",
        note.orElseThrow().failure());
    assertFalse(Files.exists(directory.resolve("a.B.c/block-001.json")));
    assertTrue(Files.exists(directory.resolve("a.B.c/block-001.env.json")));
  }

  /** What a whole JMH prints, and its results; the script's arguments hold the file's name. */
  @Test
  void whatFailsTakesNoOtherCombinationWithIt() throws Exception {
    MadeUpResults results = new MadeUpResults(1).forks(1, 0).time("B.c", 10);
    String header =
        """
        # Threads: 1 thread, will synchronize iterations
        # Benchmark mode: %s
        # Benchmark: a.B.c
        """;
    String log =
        header.formatted("Average time, time/op")
            + header.formatted("Sampling time")
            + "<failure>\njava.lang.IllegalStateException: on purpose\n"
            + header.formatted("Throughput, ops/time");
    Path output = Files.writeString(directory.resolve("log"), log);
    Path json =
        Files.writeString(
            directory.resolve("json"), results.json().replace("made.up.B.c", "a.B.c"));
    Optional<BlockNote> note =
        run(
            "while [ \"$1\" != -rff ]; do shift; done; cp " + json + " $2; cat " + output,
            Instant.MAX,
            Duration.ofMinutes(1));
    assertEquals("", note.orElseThrow().failure());
    assertEquals(
        Map.of(
            new BenchmarkKey("a.B.c", "sample", new TreeMap<>(), 1),
            "java.lang.IllegalStateException: on purpose",
            new BenchmarkKey("a.B.c", "thrpt", new TreeMap<>(), 1),
            "JMH left no result"),
        note.get().failed());
    Side side = SideReader.read("", List.of(directory.resolve("a.B.c")));
    assertEquals(1, side.results().size());
    assertEquals(2, side.failures().size());
    assertEquals(note.get(), BlockNote.read(directory.resolve("a.B.c/block-001.env.json")));
  }
}
