// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.util.List;
import java.util.Set;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkKey.DisplayNames;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Conclusion;
import org.jmhpprof.gate.model.Conclusion.ExitStatus;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;

/** Whether the gate found by how much head was slowed down on purpose. */
final class Injection {
  private final String injected;
  private final List<Comparison> slowed;
  private final List<String> missed;

  /**
   * Looks at what a run found.
   *
   * @param share of an operation's cost
   * @param paired the benchmarks in pairs: only these are slowed down
   */
  Injection(double share, Set<BenchmarkKey> paired, SuiteResult suite) {
    DisplayNames names = suite.names();
    injected = "the injected " + Figures.percent(share) + " were ";
    slowed =
        suite.comparisons().stream()
            .filter(each -> each.metric().isScore() && paired.contains(each.key()))
            .toList();
    missed =
        slowed.stream()
            .filter(each -> each.verdict() != Verdict.REGRESSED)
            .map(each -> names.of(each.key()))
            .toList();
  }

  /** A pass if it was found in every benchmark that was slowed down. */
  Conclusion conclusion() {
    if (slowed.isEmpty()) {
      return new Conclusion(
          ExitStatus.BAD_INPUT,
          "--inject: no benchmark was compared in pairs, so that nothing was injected");
    }
    return missed.isEmpty()
        ? new Conclusion(ExitStatus.PASS, "")
        : new Conclusion(
            ExitStatus.REGRESSION,
            injected + "not found in " + count(missed.size()) + ": " + String.join(", ", missed));
  }

  /** What to say of a pass. */
  String found() {
    return injected + "found in " + count(slowed.size());
  }

  private String count(int some) {
    return some + " of " + slowed.size() + (slowed.size() == 1 ? " benchmark" : " benchmarks");
  }
}
