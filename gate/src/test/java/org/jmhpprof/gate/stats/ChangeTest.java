// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.apache.commons.statistics.inference.TTest;
import org.junit.jupiter.api.Test;

class ChangeTest {
  private static final double[] BASE = {30.02, 29.99, 30.11, 29.97, 30.01, 29.99};
  private static final double[] HEAD = {29.89, 29.93, 29.72, 29.98, 30.02, 29.98};

  @Test
  void welchIsTheTestOfTheLibrary() {
    Change change = Change.welch(BASE, HEAD);
    TTest.Result expected = TTest.withDefaults().test(HEAD, BASE);
    assertEquals(expected.getPValue(), change.pAny(), 1e-12);
    assertEquals(expected.getDegreesOfFreedom(), change.degreesOfFreedom(), 1e-9);
    assertEquals(-0.095, change.estimate(), 1e-12);
  }

  @Test
  void pairedIsTheTestOfTheLibrary() {
    Change change = Change.paired(BASE, HEAD);
    assertEquals(TTest.withDefaults().pairedTest(HEAD, BASE).getPValue(), change.pAny(), 1e-12);
    assertEquals(5, change.degreesOfFreedom(), 1e-12);
  }

  @Test
  void intervalEndsWhereTheTestTurns() {
    Change change = Change.welch(BASE, HEAD);
    double half = change.halfWidth(0.95);
    assertEquals(0.025, change.pAbove(change.estimate() - half), 1e-9);
    assertEquals(0.025, change.pBelow(change.estimate() + half), 1e-9);
  }

  @Test
  void whatDoesNotScatterIsCertain() {
    Change change = Change.welch(new double[] {2, 2}, new double[] {3, 3});
    assertEquals(0, change.pAbove(0.5));
    assertEquals(1, change.pAbove(1));
    assertEquals(1, change.pBelow(0.5));
    assertEquals(0, change.halfWidth(0.95));
  }

  @Test
  void oneForkIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> Change.welch(new double[] {1}, new double[] {1, 2}));
    assertThrows(
        IllegalArgumentException.class, () -> Change.paired(new double[] {1}, new double[] {1}));
  }

  /** 2,000 comparisons: 3 standard errors of a rate of 5 % are 1.5 %. */
  @Test
  void sessionsKeepTheLevelWhereForksAloneDoNot() {
    Random random = new Random(1);
    int bySession = 0;
    int byFork = 0;
    for (int i = 0; i < 2000; i++) {
      List<double[]> base =
          List.of(session(random), session(random), session(random), session(random));
      double[] head = session(random);
      bySession += Change.sessions(base, head, base).pAny() < 0.05 ? 1 : 0;
      byFork += Change.welch(base.get(0), head).pAny() < 0.05 ? 1 : 0;
    }
    assertTrue(bySession / 2000.0 < 0.065, () -> "by session");
    assertTrue(byFork / 2000.0 > 0.4, () -> "by fork");
  }

  private static double[] session(Random random) {
    double shift = 0.02 * random.nextGaussian();
    return random.doubles(6).map(any -> shift + 0.01 * random.nextGaussian()).toArray();
  }
}
