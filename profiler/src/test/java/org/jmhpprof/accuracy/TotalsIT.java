// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The profile adds up to the CPU time of the threads, and agrees with JMH's score. */
class TotalsIT extends KnownAnswers {
  @ParameterizedTest
  @MethodSource("settings")
  void totalsAreTheThreadsCpuTime(Setting setting) throws Exception {
    for (String interval : FULL ? List.of("10ms", "1ms", "100us") : List.of("1ms")) {
      for (int threads : FULL ? List.of(1, 2) : List.of(1)) {
        for (Setting.User user : setting.users()) {
          totals(setting, interval, threads, user);
        }
      }
    }
  }

  private void totals(Setting setting, String interval, int threads, Setting.User user)
      throws IOException, InterruptedException {
    String how =
        String.format(
            ", %s, %d thread%s, %s", interval, threads, threads == 1 ? "" : "s", user.name());
    check(
        setting,
        "Totals.(user|system|mix)$",
        (benchmarks, seconds) -> {
          List<Finding> findings = new ArrayList<>();
          Forks forks =
              forks(
                  setting,
                  user.launch(),
                  "interval=" + interval,
                  benchmarks,
                  seconds,
                  "-t",
                  "" + threads);
          for (String benchmark : forks.benchmarks()) {
            Forks.Fork fork = forks.of(benchmark);
            long worker = fork.printed("worker-cpu");
            long profiled = Row.nanos(fork.rows(), Row::ofWorker);
            findings.add(Finding.near(Answer.TOTALS, benchmark, how, profiled, worker, 2));
            // The score is wall time: comparable only where nobody took the processor away.
            if (threads == 1 && worker >= 0.99 * fork.printed("wall")) {
              findings.add(
                  Finding.near(
                      Answer.SCORE,
                      benchmark,
                      how,
                      forks.score(benchmark + ":pprof.cpu.norm"),
                      forks.score(benchmark),
                      3));
            }
          }
          return findings;
        });
  }
}
