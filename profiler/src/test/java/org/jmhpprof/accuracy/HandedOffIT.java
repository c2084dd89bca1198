// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Work that a benchmark hands to other threads is the benchmark's, too. */
class HandedOffIT extends KnownAnswers {
  private static final Predicate<Row> IN_PROGRAM = inPhase("program");

  private static Predicate<Row> inPhase(String phase) {
    return row -> row.phase().equals(phase);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void anOperationCostsWhatAllOfItsThreadsSpend(Setting setting) throws Exception {
    check(
        setting,
        "[.]HandedOff[.].*",
        (benchmarks, seconds) -> cost(setting, JmhRun::of, benchmarks, seconds));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("ordinarySettings")
  void soItDoesForAnOrdinaryUser(Setting setting) throws Exception {
    check(
        setting,
        "HandedOff.forkJoinPool$",
        (benchmarks, seconds) -> cost(setting, Setting.NOBODY.launch(), benchmarks, seconds));
  }

  private List<Finding> cost(Setting setting, Forks.Launch launch, String benchmarks, int seconds)
      throws IOException, InterruptedException {
    Forks forks = forks(setting, launch, "interval=1ms", benchmarks, seconds);
    List<Finding> findings = new ArrayList<>();
    for (String benchmark : forks.benchmarks()) {
      Forks.Fork fork = forks.of(benchmark);
      double handed = fork.printed("handed-cpu");
      double caller = fork.printed("worker-cpu");
      double operations = fork.printed("handed-operations");
      findings.add(
          Finding.near(
              Answer.PHASES,
              benchmark,
              ": pprof.cpu.norm against the CPU time of all threads at work",
              forks.score(benchmark + ":pprof.cpu.norm"),
              (handed + caller) / operations,
              5));
      findings.add(
          Finding.near(
              Answer.PHASES,
              benchmark,
              ": phase program against the CPU time of those that got the work",
              Row.nanos(fork.rows(), IN_PROGRAM),
              handed,
              5));
      findings.add(phases(benchmark, fork.rows()));
      findings.add(sum(benchmark, fork));
    }
    return findings;
  }

  private static Finding phases(String benchmark, List<Row> rows) {
    Set<String> found = new TreeSet<>();
    rows.stream()
        .filter(row -> row.has(WORKLOAD + "HandedOff.work") || row.thread().equals("native-thread"))
        .forEach(row -> found.add(row.phase()));
    // The common pool's caller takes part.
    Set<String> expected =
        benchmark.equals("HandedOff.parallelStream")
            ? Set.of("measure", "program")
            : Set.of("program");
    return Finding.holds(
        Answer.PHASES,
        benchmark,
        ": phases of the work",
        String.join(" ", new TreeSet<>(expected)),
        String.join(" ", found),
        found.equals(expected));
  }

  private static Finding sum(String benchmark, Forks.Fork fork) {
    Set<String> phases = Set.of("measure", "program", "harness", "vm");
    return Finding.near(
        Answer.PHASES,
        benchmark,
        ": the sum of the four against the CPU time of the process",
        Row.nanos(fork.rows(), row -> phases.contains(row.phase())),
        fork.printed("process-cpu"),
        5);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theVmsShareOfAnOperationIsAResultOfItsOwn(Setting setting) throws Exception {
    check(
        setting,
        "Threads.allocation",
        (benchmarks, seconds) -> {
          // The result is the mean of the iterations' figures, of one iteration here.
          Forks forks = forks(setting, "interval=200us", benchmarks, 2 * seconds, "-i", "1");
          Forks.Fork fork = forks.of("Threads.allocation");
          double operations = Double.parseDouble(fork.comments().get("ops"));
          double process = fork.printed("process-cpu");
          double vm = forks.score("Threads.allocation:pprof.vm.norm") * operations;
          // The JVM reads the process's clock in steps of 10 ms, 1 point of a short iteration.
          return List.of(
              Finding.points(
                  Answer.PHASES,
                  "Threads.allocation",
                  ": pprof.vm.norm against the CPU time of the threads that are not Java threads,"
                      + " of the CPU time of the process",
                  100 * (vm - (process - fork.printed("java-cpu"))) / process,
                  2),
              sum("Threads.allocation", fork));
        });
  }
}
