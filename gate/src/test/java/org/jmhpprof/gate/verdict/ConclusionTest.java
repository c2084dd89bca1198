// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.SuiteResult.Conclusion;
import org.jmhpprof.gate.model.Verdict.ExitStatus;
import org.junit.jupiter.api.Test;

class ConclusionTest {
  private static Conclusion of(TestSuite base, TestSuite head, boolean complete) {
    return Conclusion.of(
        new Judge(Settings.DEFAULTS, Optional.empty()).judge(base.side(), head.side(), complete),
        false);
  }

  private static TestSuite ended(double... forks) {
    TestSuite suite = new TestSuite().time("first", forks);
    for (int i = 1; i < 50; i++) {
      suite.absent("later" + i, Side.NOT_REACHED);
    }
    return suite;
  }

  @Test
  void whatTheBudgetDidNotReachIsNamed() {
    Conclusion some = of(ended(100, 101, 99, 100), ended(100, 99, 101, 100.5), false);
    assertEquals(ExitStatus.INCONCLUSIVE, some.status());
    assertTrue(
        some.why().startsWith("49 of 50 benchmarks not tested, the run ended early: p.later1, "),
        some.why());
    assertTrue(some.why().endsWith(", 44 more"), some.why());
    Conclusion one = of(ended(100), ended(150), false);
    assertEquals(ExitStatus.BAD_INPUT, one.status());
    assertTrue(one.why().startsWith("nothing was tested: the run ended before"), one.why());
  }

  @Test
  void allTestedIsAPass() {
    TestSuite base = new TestSuite().time("a", 100, 101, 99, 100);
    TestSuite head = new TestSuite().time("a", 100, 99, 101, 100.5);
    assertEquals(new Conclusion(ExitStatus.PASS, ""), of(base, head, true));
    assertEquals(new Conclusion(ExitStatus.PASS, ""), of(base, head, false));
  }
}
