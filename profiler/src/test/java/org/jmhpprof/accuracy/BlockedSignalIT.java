// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A launcher that blocks SIGPROF does not make the profile empty. */
class BlockedSignalIT extends KnownAnswers {
  @ParameterizedTest
  @MethodSource("settings")
  void timeHasAStackAlthoughTheJvmStartsWithTheSignalBlocked(Setting setting) throws Exception {
    Predicate<Row> hasStack = row -> !row.failed();
    check(
        setting,
        "Totals.user",
        (benchmarks, seconds) -> {
          Forks.Fork fork =
              forks(setting, BlockedSignalIT::blocked, "interval=1ms", benchmarks, seconds)
                  .of("Totals.user");
          return List.of(
              Finding.near(
                  Answer.THREADS,
                  "Totals.user",
                  ", SIGPROF blocked at the start: CPU time of the worker",
                  Row.nanos(fork.rows(), Row::ofWorker),
                  fork.printed("worker-cpu"),
                  5),
              Finding.atLeast(
                  Answer.THREADS,
                  "Totals.user",
                  ", SIGPROF blocked at the start: of that, with a stack",
                  share(fork.rows(), Row::ofWorker, hasStack),
                  95));
        });
  }

  /** JDK 25 unblocks all signals of a process that it starts: the fork gets a launcher itself. */
  private static JmhRun blocked(Path jdk, Path directory, String... arguments)
      throws IOException, InterruptedException {
    Path launcher = JmhRun.module().resolve("target/test-classes/native/with_blocked_sigprof");
    Path java =
        Files.writeString(
            directory.resolve("java"),
            "#!/bin/sh\nexec '" + launcher + "' '" + jdk.resolve("bin/java") + "' \"$@\"\n");
    assertTrue(java.toFile().setExecutable(true));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-jvm", java.toString()));
    return JmhRun.of(jdk, directory, all.toArray(new String[0]));
  }
}
