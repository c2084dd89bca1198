// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is lost is in the profile, too. */
class ConservationIT extends KnownAnswers {
  @ParameterizedTest
  @MethodSource("everySetting")
  void aRingThatOverflowsLosesMuchAndStillAddsUp(Setting setting) throws Exception {
    check(
        setting,
        "Totals.deep",
        (benchmarks, seconds) -> {
          // Seven records fill the ring, and its reader looks once a millisecond at best. A profile
          // that
          // lost half of its ticks would be a failed one.
          Forks.Fork fork =
              forks(setting, "interval=100us;buffer=16K;depth=200", benchmarks, seconds)
                  .of("Totals.deep");
          List<Row> rows = fork.rows();
          List<Finding> findings = new ArrayList<>();
          findings.add(
              Finding.near(
                  Answer.CONSERVATION,
                  "Totals.deep",
                  ", ring of 16 KiB, 10 kHz: profile against the CPU time of the process",
                  Row.nanos(rows, row -> true),
                  fork.printed("process-cpu"),
                  5));
          if (setting.clock().equals("perf")) {
            findings.add(
                Finding.premise(
                    Answer.CONSERVATION,
                    "Totals.deep",
                    ", ring of 16 KiB, 10 kHz: lost",
                    share(rows, row -> true, row -> row.leaf().equals("[lost samples]")),
                    10));
          }
          return findings;
        });
  }
}
