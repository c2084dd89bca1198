// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Virtual threads show their own frames. */
class VirtualThreadsIT extends KnownAnswers {
  @ParameterizedTest
  @MethodSource("stackSettings")
  void virtualThreadsShowTheirOwnFrames(Setting setting) throws Exception {
    assumeTrue(setting.feature() >= 21, "virtual threads came with JDK 21");
    Predicate<Row> onCarrier = row -> row.thread().startsWith("ForkJoinPool");
    check(
        setting,
        "Threads.virtualPerOperation",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(setting, "interval=200us", benchmarks, seconds)
                  .of("Threads.virtualPerOperation")
                  .rows();
          return List.of(
              Finding.premise(
                  Answer.THREADS,
                  "Threads.virtualPerOperation",
                  ": carriers in the virtual threads' own method",
                  share(rows, onCarrier, row -> row.has(WORKLOAD + "Threads.spin")),
                  30));
        });
    check(
        setting,
        "Totals.user",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(
                      setting,
                      "interval=200us",
                      benchmarks,
                      seconds,
                      "-jvmArgsAppend",
                      "-Djmh.executor=VIRTUAL")
                  .of("Totals.user")
                  .rows();
          return List.of(
              Finding.atLeast(
                  Answer.THREADS,
                  "Totals.user",
                  ", -Djmh.executor=VIRTUAL: carriers under the timed loop",
                  share(rows, onCarrier, row -> row.phase().equals("measure")),
                  95));
        });
  }
}
