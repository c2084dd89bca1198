// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The label {@code phase} is right. */
class PhasesIT extends KnownAnswers {
  @ParameterizedTest
  @MethodSource("stackSettings")
  void setupIsHarnessAndTheLoopIsMeasured(Setting setting) throws Exception {
    check(
        setting,
        "Totals.setup",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(setting, "interval=200us", benchmarks, seconds).of("Totals.setup").rows();
          Predicate<Row> inSetup = row -> row.has(WORKLOAD + "Totals$CostlySetup.burn");
          Predicate<Row> inLoop = row -> row.has(WORKLOAD + "Totals.setup");
          return List.of(
              phase("CPU burned in @Setup(Level.Iteration)", "harness", rows, inSetup),
              phase("the timed loop", "measure", rows, inLoop));
        });
  }

  private static Finding phase(String what, String phase, List<Row> rows, Predicate<Row> of) {
    Set<String> phases = new TreeSet<>();
    rows.stream().filter(of).forEach(row -> phases.add(row.phase()));
    String found = String.join(" ", phases);
    return Finding.holds(
        Answer.PHASES, "Totals.setup", ": " + what, phase, found, found.equals(phase));
  }
}
