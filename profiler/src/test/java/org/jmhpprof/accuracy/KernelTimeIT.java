// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Time in the kernel goes to the method that called it, for every clock and every user. */
class KernelTimeIT extends KnownAnswers {
  /** With {@code auto}, the clock of most users. */
  static List<Setting> allSettings() throws IOException {
    List<Setting> all = new ArrayList<>();
    for (Path jdk : JmhRun.jdks()) {
      all.add(new Setting(jdk, JmhRun.feature(jdk), "auto"));
    }
    all.addAll(Setting.all());
    return all;
  }

  @ParameterizedTest
  @MethodSource("allSettings")
  void readingAndComputingHaveTheirOwnShares(Setting setting) throws Exception {
    for (Setting.User user : setting.users()) {
      split(setting, user);
    }
  }

  private void split(Setting setting, Setting.User user) throws IOException, InterruptedException {
    Predicate<Row> reading = row -> row.has(WORKLOAD + "KernelTime.read");
    Predicate<Row> both = reading.or(row -> row.has(WORKLOAD + "KernelTime.compute"));
    check(
        setting,
        "KernelTime.turns",
        (benchmarks, seconds) -> {
          // A timer gives 250 stacks a second on many kernels: 2,000 have a deviation of 1.1
          // points.
          Forks.Fork fork =
              forks(setting, user.launch(), "interval=1ms", benchmarks, 4 * seconds)
                  .of("KernelTime.turns");
          double truth =
              100.0
                  * fork.printed("reading")
                  / (fork.printed("reading") + fork.printed("computing"));
          double off = share(fork.rows(), both, reading) - truth;
          return List.of(
              Finding.points(
                  Answer.ATTRIBUTION,
                  "KernelTime.turns",
                  ", "
                      + user.name()
                      + ": share of reads from the kernel against the thread's CPU clock",
                  off,
                  3));
        });
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aClockThatMayNotSeeTheKernelIsRefused(Path jdk) throws Exception {
    assumeTrue(Setting.isRoot(), "needs the right to become somebody else");
    assumeFalse(PerfEvents.seeTheKernelForAll(), "perf events see the kernel here");
    JmhRun run =
        JmhRun.asNobody(
            jdk,
            directory,
            ("KernelTime.turns -f 1 -wi 1 -w 100ms -i 1 -r 100ms -prof pprof:clock=perf")
                .split(" "));
    assertNotEquals(0, run.status(), run.output());
    assertTrue(
        run.output()
            .lines()
            .filter(line -> line.startsWith("pprof: "))
            .anyMatch(
                line ->
                    line.contains("kernel.perf_event_paranoid") && line.contains("clock=timer")),
        run.output());
    assertEquals(List.of(), JmhRun.profiles(directory), run.output());
  }

  static List<Path> jdks() throws IOException {
    return JmhRun.jdks();
  }
}
