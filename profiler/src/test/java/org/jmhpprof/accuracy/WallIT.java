// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Wall time is told whole, and by what it went to.
 *
 * <p>On a busy machine, where the benchmark waits for a processor in more than {@link #BUSY} of its
 * time, iterations begin and end late by whole turns of the scheduler, and the visitor comes late,
 * too: then the sum is held to a wider limit, and the causes are not compared.
 */
class WallIT extends KnownAnswers {
  private static final String OPTIONS = "event=wall;wall-interval=2ms";

  private static final double BUSY = 5;
  private static final double LIMIT = 2;
  private static final double LIMIT_WHEN_BUSY = 10;

  private static final Pattern UNEXPLAINED =
      Pattern.compile("(?m)^ +([0-9.]+) \\S+/op = .* ([+-]) ([0-9.]+) unexplained$");

  @ParameterizedTest
  @MethodSource("settings")
  void theScoreIsExplained(Setting setting) throws Exception {
    for (Setting.User user : setting.users()) {
      check(
          setting,
          "Waits.(computeOnly|computeSleepWait|reentrantLock|objectWait|socket|parkAndUnpark)$",
          (benchmarks, seconds) -> {
            Forks forks = forks(setting, user.launch(), OPTIONS, benchmarks, seconds);
            List<Finding> findings = new ArrayList<>();
            for (String benchmark : forks.benchmarks()) {
              findings.addAll(explained(forks, benchmark, ", " + user.name()));
              findings.addAll(causes(forks.of(benchmark), benchmark, ", " + user.name()));
            }
            return findings;
          });
    }
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void soItIsWithMoreThreadsThanProcessors(Setting setting) throws Exception {
    for (String mode : List.of("thrpt", "avgt")) {
      checkFourThreads(setting, mode);
    }
  }

  private void checkFourThreads(Setting setting, String mode) throws Exception {
    check(
        setting,
        "Waits.computeOnly$",
        (benchmarks, seconds) -> {
          String how = ", 4 threads, " + mode;
          Forks forks =
              forks(setting, OPTIONS, benchmarks, seconds, "-t", "4", "-bm", mode, "-tu", "ms");
          List<Finding> findings = new ArrayList<>();
          Forks.Fork fork = forks.of("Waits.computeOnly");
          findings.add(unexplained(fork, "Waits.computeOnly", how, LIMIT));
          List<Row> rows = fork.rows();
          // Of four threads on two processors or fewer, each has half of its time at most.
          if (Runtime.getRuntime().availableProcessors() <= 2) {
            findings.add(
                Finding.premise(
                    Answer.WALL,
                    "Waits.computeOnly",
                    how + ": waiting for a processor",
                    share(rows, WallIT::measured, row -> row.state().equals("runnable")),
                    45));
          }
          return findings;
        });
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void pausesOfTheCollectorAreToldAsItCountsThem(Setting setting) throws Exception {
    check(
        setting,
        "Waits.collected$",
        (benchmarks, seconds) -> {
          Forks.Fork fork =
              forks(setting, OPTIONS, benchmarks, seconds, "-jvmArgsAppend", "-XX:+UseSerialGC")
                  .of("Waits.collected");
          return inQueue(fork) > BUSY
              ? List.of()
              : List.of(cause(fork, "Waits.collected", "", "gc pause", "collected"));
        });
  }

  private static List<Finding> explained(Forks forks, String benchmark, String how)
      throws IOException {
    double norm = forks.score(benchmark + ":pprof.wall.norm");
    return List.of(
        Finding.near(
            Answer.WALL,
            benchmark,
            how + ": pprof.wall.norm against the score",
            norm / 1000,
            forks.score(benchmark),
            limit(forks.of(benchmark))),
        unexplained(forks.of(benchmark), benchmark, how, limit(forks.of(benchmark))));
  }

  private static Finding unexplained(Forks.Fork fork, String benchmark, String how, double limit) {
    Matcher matcher = UNEXPLAINED.matcher(fork.output());
    double left = Double.NaN;
    if (matcher.find()) {
      left = 100 * Double.parseDouble(matcher.group(3)) / Double.parseDouble(matcher.group(1));
    }
    return Finding.atMost(Answer.WALL, benchmark, how + ": unexplained of the score", left, limit);
  }

  private static double inQueue(Forks.Fork fork) {
    return share(fork.rows(), WallIT::measured, row -> row.state().equals("runnable"));
  }

  private static double limit(Forks.Fork fork) {
    return inQueue(fork) > BUSY ? LIMIT_WHEN_BUSY : LIMIT;
  }

  /** The workload has read off its own clocks what it waited for. */
  private static List<Finding> causes(Forks.Fork fork, String benchmark, String how) {
    if (inQueue(fork) > BUSY) {
      return List.of();
    }
    List<Row> rows = fork.rows();
    List<Finding> findings = new ArrayList<>();
    switch (benchmark) {
      case "Waits.computeSleepWait" -> {
        findings.add(cause(fork, benchmark, how, "sleeping", "slept-off"));
        findings.add(cause(fork, benchmark, how, "blocked", "locked-off"));
      }
      case "Waits.reentrantLock" ->
          findings.add(cause(fork, benchmark, how, "parked", "locked-off"));
      case "Waits.objectWait" -> findings.add(cause(fork, benchmark, how, "waiting", "waited-off"));
      case "Waits.computeOnly" ->
          findings.add(
              Finding.atLeast(
                  Answer.WALL,
                  benchmark,
                  how + ": running, or waiting for a processor",
                  share(
                      rows,
                      WallIT::measured,
                      row -> row.state().equals("running") || row.state().equals("runnable")),
                  98));
      case "Waits.socket" -> findings.add(most(rows, benchmark, how, "in native"));
      default -> findings.add(most(rows, benchmark, how, "parked"));
    }
    return findings;
  }

  private static Finding cause(
      Forks.Fork fork, String benchmark, String how, String state, String printed) {
    List<Row> rows = fork.rows();
    double told = share(rows, WallIT::measured, row -> row.state().equals(state));
    double truth = 100.0 * fork.printed(printed) / Row.nanos(rows, WallIT::measured);
    // Five hundred visits a second.
    return Finding.points(
        Answer.WALL, benchmark, how + ": " + state + " against its own clocks", told - truth, 4);
  }

  private static Finding most(List<Row> rows, String benchmark, String how, String state) {
    Predicate<Row> off =
        row -> measured(row) && !row.state().equals("running") && !row.state().equals("runnable");
    return Finding.atLeast(
        Answer.WALL,
        benchmark,
        how + ": " + state + ", of the time off the processor",
        share(rows, off, row -> row.state().equals(state)),
        95);
  }

  private static boolean measured(Row row) {
    return row.phase().equals("measure");
  }
}
