// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Time in the kernel is where it was spent, with every clock and for every user. A clock whose
 * ticks cannot come there would give it all to the code that follows.
 */
class KernelTimeIT extends KnownAnswers {
  private record Case(Setting setting, boolean root) {
    @Override
    public String toString() {
      return setting + (root ? "" : ", ordinary user");
    }
  }

  /** A clock that an ordinary user names is refused where it does not see the kernel. */
  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (Setting setting : Setting.all()) {
      cases.add(new Case(setting, true));
      if (isRoot() && (setting.clock().equals("timer") || PerfEvents.seeTheKernelForAll())) {
        cases.add(new Case(setting, false));
      }
    }
    for (var jdk : JmhRun.jdks()) {
      Setting auto = new Setting(jdk, JmhRun.feature(jdk), "auto");
      cases.add(new Case(auto, true));
      if (isRoot()) {
        cases.add(new Case(auto, false));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void kernelTimeIsWhereItWasSpent(Case which) throws Exception {
    check(
        which.setting(),
        "Kernel.half$",
        (benchmarks, seconds) -> {
          // With the timer 2,000 stacks: one standard deviation is 1.1 points.
          Forks.Fork fork =
              forks(
                      which.setting(),
                      which.root() ? Forks.Launch.ROOT : Forks.Launch.ORDINARY_USER,
                      "",
                      benchmarks,
                      seconds,
                      "-i",
                      "8")
                  .of("Kernel.half");
          Predicate<Row> reading = row -> row.has(WORKLOAD + "Kernel.read");
          Predicate<Row> either = reading.or(row -> row.has(WORKLOAD + "Kernel.compute"));
          double read = fork.printed("reading-cpu");
          double expected = 100 * read / (read + fork.printed("computing-cpu"));
          return List.of(
              Finding.points(
                  Answer.KERNEL,
                  "Kernel.half",
                  which.root() ? "" : ", ordinary user",
                  share(fork.rows(), either, reading) - expected,
                  3));
        });
  }
}
