// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;

/** What the program ends with. */
final class ExitStatus {
  static final int PASS = 0;
  static final int REGRESSION = 1;
  static final int BAD_INPUT = 2;
  static final int INCONCLUSIVE = 3;
  static final int INTERNAL_ERROR = 70;

  private ExitStatus() {}

  /**
   * The status of a suite: the worst that it has. A benchmark that vanished fails like one that
   * regressed; one that cannot be compared is bad input.
   *
   * @param failOnInconclusive whether a missing verdict fails too
   */
  static int of(SuiteResult suite, boolean failOnInconclusive) {
    if (suite.count(Verdict.REGRESSED) + suite.count(Verdict.MISSING) > 0) {
      return REGRESSION;
    }
    if (suite.count(Verdict.INCOMPARABLE) > 0 || nothingMeasured(suite)) {
      return BAD_INPUT;
    }
    return failOnInconclusive && suite.count(Verdict.INCONCLUSIVE) > 0 ? INCONCLUSIVE : PASS;
  }

  /** Whether there is no benchmark at all, or the run ended before the first. */
  static boolean nothingMeasured(SuiteResult suite) {
    return suite.comparisons().isEmpty()
        || (!suite.complete()
            && suite.comparisons().stream().noneMatch(each -> each.estimate().isPresent()));
  }
}
