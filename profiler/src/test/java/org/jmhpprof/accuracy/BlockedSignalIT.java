// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A launcher that blocks SIGPROF does not make the profile empty. */
class BlockedSignalIT extends KnownAnswers {
  @ParameterizedTest
  @MethodSource("everySetting")
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

  private static JmhRun blocked(Path jdk, Path directory, String... arguments)
      throws IOException, InterruptedException {
    Path launcher = JmhRun.module().resolve("target/test-classes/native/with_blocked_sigprof");
    return JmhRun.forksUnder(List.of(launcher.toString()), jdk, directory, arguments);
  }
}
