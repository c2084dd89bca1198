// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The threads of the whole process are there, short-lived ones too. */
class ThreadsIT extends KnownAnswers {
  @ParameterizedTest
  @MethodSource("settings")
  void theWholeProcessIsThere(Setting setting) throws Exception {
    check(
        setting,
        "Threads.allocation",
        (benchmarks, seconds) -> {
          Forks forks = forks(setting, "interval=200us", benchmarks, seconds);
          Forks.Fork fork = forks.of("Threads.allocation");
          List<Row> rows = fork.rows();
          Set<String> roots = new TreeSet<>();
          rows.stream().filter(r -> r.phase().equals("vm")).forEach(r -> roots.add(r.root()));
          long own = rows.stream().filter(row -> row.thread().startsWith("jmh-pprof")).count();
          return List.of(
              Finding.near(
                  Answer.THREADS,
                  "Threads.allocation",
                  ": profile against the CPU time of the process",
                  Row.nanos(rows, row -> true),
                  fork.printed("process-cpu"),
                  5),
              Finding.holds(
                  Answer.THREADS,
                  "Threads.allocation",
                  ": roots",
                  "[GC], [JIT], [VM]",
                  String.join(" ", roots),
                  roots.containsAll(Set.of("[GC]", "[JIT]", "[VM]"))),
              Finding.holds(
                  Answer.THREADS,
                  "Threads.allocation",
                  ": stacks of the profiler's own threads",
                  "0",
                  "" + own,
                  own == 0 && forks.score("Threads.allocation:pprof.overhead") > 0));
        });
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shortLivedThreadsAreThereAndNothingLeaks(Setting setting) throws Exception {
    check(
        setting,
        "Threads.perOperation",
        (benchmarks, seconds) -> {
          // A timer's first signal comes after some milliseconds, and a profile in which most of
          // the
          // time has no stack is a failed one.
          String tokens = setting.clock().equals("perf") ? "tokens=50000" : "tokens=5000000";
          Forks.Fork fork =
              forks(setting, "interval=200us", benchmarks, seconds, "-i", "3", "-p", tokens)
                  .of("Threads.perOperation");
          Predicate<Row> ofShort = row -> row.thread().equals("short");
          List<Finding> findings = new ArrayList<>();
          // A thread's own reading lacks its end: the profile may well hold more.
          findings.add(
              Finding.atLeast(
                  Answer.THREADS,
                  "Threads.perOperation",
                  ": their CPU time in the profile",
                  100.0 * Row.nanos(fork.rows(), ofShort) / fork.printed("short-cpu"),
                  95));
          if (setting.clock().equals("perf")) {
            findings.add(
                Finding.atLeast(
                    Answer.THREADS,
                    "Threads.perOperation",
                    ": of that, with a stack",
                    share(fork.rows(), ofShort, row -> !row.failed()),
                    40));
          }
          long descriptors = growth(fork.printedEach("descriptors"));
          long timers = growth(fork.printedEach("timers"));
          findings.add(
              Finding.holds(
                  Answer.THREADS,
                  "Threads.perOperation",
                  ": descriptors and timers more after the last iteration than after the first",
                  "at most 4",
                  descriptors + " and " + timers,
                  descriptors <= 4 && timers <= 4));
          return findings;
        });
  }

  private static long growth(List<Long> values) {
    return values.get(values.size() - 1) - values.get(0);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aThreadThatTheJvmDidNotStartIsThereOnce(Setting setting) throws Exception {
    // It has one name while it is attached and another one before and after.
    Predicate<Row> ofNative =
        row -> row.thread().equals("native-thread") || row.thread().equals("attached");
    check(
        setting,
        "[.]NativeThreads[.].*",
        (benchmarks, seconds) -> {
          Forks forks = forks(setting, "interval=200us", benchmarks, seconds);
          List<Finding> findings = new ArrayList<>();
          for (String benchmark : forks.benchmarks()) {
            Forks.Fork fork = forks.of(benchmark);
            findings.add(
                Finding.near(
                    Answer.THREADS,
                    benchmark,
                    ": its CPU time in the profile",
                    Row.nanos(fork.rows(), ofNative),
                    fork.printed("native-cpu"),
                    3));
            findings.add(
                Finding.near(
                    Answer.THREADS,
                    benchmark,
                    ": profile against the CPU time of the process",
                    Row.nanos(fork.rows(), row -> true),
                    fork.printed("process-cpu"),
                    5));
            // The poll finds it within 100 ms of a second of work or more.
            findings.add(
                Finding.atMost(
                    Answer.THREADS,
                    benchmark,
                    ": of that, without a stack",
                    share(fork.rows(), ofNative, Row::failed),
                    15));
          }
          return findings;
        });
  }
}
