// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Virtual threads show their own frames, and are told apart where the JVM says which one runs. */
class VirtualThreadsIT extends KnownAnswers {
  private static final int WITH_NUMBERS = 24;
  private static final String OTHERS = "virtual thread (other)";
  private static final Predicate<Row> ON_CARRIER =
      row -> row.platformThread().startsWith("ForkJoinPool");

  @ParameterizedTest
  @MethodSource("stackSettings")
  void virtualThreadsShowTheirOwnFrames(Setting setting) throws Exception {
    assumeTrue(setting.feature() >= 21, "virtual threads came with JDK 21");
    check(
        setting,
        "Threads.virtualPerOperation",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(setting, "interval=200us", benchmarks, seconds)
                  .of("Threads.virtualPerOperation")
                  .rows();
          List<Finding> findings = new ArrayList<>();
          findings.add(
              Finding.premise(
                  Answer.THREADS,
                  "Threads.virtualPerOperation",
                  ": carriers in the virtual threads' own method",
                  share(rows, ON_CARRIER, row -> row.has(WORKLOAD + "Threads.spin")),
                  30));
          if (setting.feature() >= WITH_NUMBERS) {
            findings.add(theFirstHundredAreToldApart(rows));
          }
          return findings;
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
                  share(rows, ON_CARRIER, row -> row.phase().equals("measure")),
                  95));
        });
  }

  private static Finding theFirstHundredAreToldApart(List<Row> rows) {
    Set<String> names =
        rows.stream()
            .filter(row -> row.labels().containsKey("carrier"))
            .map(Row::thread)
            .collect(Collectors.toSet());
    return Finding.holds(
        Answer.THREADS,
        "Threads.virtualPerOperation",
        ": virtual threads told apart, and whether the others are one",
        "100, true",
        names.size() - 1 + ", " + names.contains(OTHERS),
        names.size() == 101 && names.contains(OTHERS));
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void virtualThreadsHaveTheirSharesOfTheWork(Setting setting) throws Exception {
    assumeTrue(setting.feature() >= 21, "virtual threads came with JDK 21");
    check(
        setting,
        "VirtualWork.shares",
        (benchmarks, seconds) -> {
          Forks.Fork fork =
              forks(setting, "interval=200us", benchmarks, seconds).of("VirtualWork.shares");
          List<Row> rows = fork.rows();
          Predicate<Row> atWork = row -> row.has(WORKLOAD + "VirtualWork.part");
          List<Finding> findings = new ArrayList<>();
          findings.add(
              holdsForAll(
                  rows, atWork.and(ON_CARRIER), "phase", row -> row.phase().equals("program")));
          if (setting.feature() >= WITH_NUMBERS) {
            for (int parts = 1; parts <= 4; parts++) {
              String name = "virtual thread " + fork.printedEach("virtual-" + parts).get(0);
              findings.add(
                  Finding.share(
                      Answer.THREADS,
                      "VirtualWork.shares",
                      ": a virtual thread with " + parts + " of 10 parts of the work",
                      share(rows, atWork, row -> row.thread().equals(name)),
                      10 * parts,
                      2));
            }
          }
          Predicate<Row> named = row -> row.thread().startsWith("virtual thread");
          findings.add(
              holdsForAll(
                  rows,
                  row -> row.labels().containsKey("carrier"),
                  "thread",
                  named.and(ON_CARRIER)));
          findings.add(
              holdsForAll(rows, named, "carrier", row -> row.labels().containsKey("carrier")));
          return findings;
        });
  }

  private static Finding holdsForAll(
      List<Row> rows, Predicate<Row> of, String label, Predicate<Row> wanted) {
    List<Row> wrong = rows.stream().filter(of.and(wanted.negate())).toList();
    return Finding.holds(
        Answer.THREADS,
        "VirtualWork.shares",
        ": samples with another " + label + " than they should have",
        "none",
        wrong.isEmpty() ? "none" : wrong.size() + ", as " + wrong.get(0).labels(),
        wrong.isEmpty());
  }
}
