// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jmhpprof.gate.model.Settings.Correction;
import org.jmhpprof.gate.stats.ExactTests.Proportion;
import org.jmhpprof.gate.stats.Moments.Drift;
import org.jmhpprof.gate.stats.Moments.Fieller;
import org.junit.jupiter.api.Test;

class ExactTestsTest {
  @Test
  void fiveForksPerSideCannotGoBelowTwoOf252() {
    double[] base = {1, 2, 3, 4, 5};
    double[] head = {11, 12, 13, 14, 15};
    assertEquals(2 / 252.0, ExactTests.permutation(base, head), 1e-12);
    assertEquals(2 / 252.0, ExactTests.mannWhitney(base, head), 1e-12);
  }

  @Test
  void sixPairsCannotGoBelowTwoOf64() {
    double[] base = {1, 2, 3, 4, 5, 6};
    double[] head = {2, 3.1, 4.2, 5.3, 6.4, 7.5};
    assertEquals(2 / 64.0, ExactTests.signFlip(base, head), 1e-12);
  }

  @Test
  void equalSidesAreNoEvidence() {
    double[] same = {3, 3, 3, 3, 3};
    assertEquals(1, ExactTests.permutation(same, same));
    assertEquals(1, ExactTests.signFlip(same, same));
    assertEquals(1, ExactTests.mannWhitney(same, same));
  }

  @Test
  void tooManyWaysAreNotCounted() {
    assertTrue(Double.isNaN(ExactTests.permutation(new double[12], new double[12])));
    assertTrue(Double.isNaN(ExactTests.signFlip(new double[18], new double[18])));
  }

  /** Worked by hand: sorted .01 .02 .03 .04 times 4 3 2 1, made monotone. */
  @Test
  void holm() {
    double[] p = {0.04, 0.01, 0.03, 0.02};
    assertArrayEquals(new double[] {0.06, 0.04, 0.06, 0.06}, Correction.HOLM.adjusted(p), 1e-12);
  }

  /** Worked by hand: sorted .01 .02 .03 .04 times 4/1 4/2 4/3 4/4. */
  @Test
  void benjaminiHochberg() {
    double[] p = {0.04, 0.01, 0.03, 0.02};
    assertArrayEquals(new double[] {0.04, 0.04, 0.04, 0.04}, Correction.BH.adjusted(p), 1e-12);
    assertArrayEquals(
        new double[] {0.001 * 3, 0.75, 0.9},
        Correction.BH.adjusted(new double[] {0.001, 0.5, 0.9}),
        1e-12);
  }

  @Test
  void noTestsNeedNoCorrection() {
    assertEquals(0, Correction.HOLM.adjusted(new double[0]).length);
    assertEquals(0, Correction.BH.adjusted(new double[0]).length);
  }

  /** Both means are 4 standard errors of 0.5 away from zero, in a ratio of 1. */
  @Test
  void fiellerContainsTheRatioAndOpensWhereBaseMayBeZero() {
    Fieller interval =
        Fieller.of(new double[] {9.9, 10, 10.1}, new double[] {19.8, 20, 20.2}, 0.95);
    assertEquals(2, interval.ratio(), 1e-12);
    assertTrue(interval.lower() < 2 && interval.lower() > 1.9);
    assertTrue(interval.upper() > 2 && interval.upper() < 2.1);
    Fieller open = Fieller.of(new double[] {-1, 0, 2}, new double[] {1, 2, 3}, 0.95);
    assertTrue(Double.isNaN(open.lower()) && Double.isNaN(open.upper()));
  }

  @Test
  void driftIsSeenUnlessItIsSmallOrNoise() {
    assertFalse(Drift.of(new double[] {7020, 3000, 1500, 1100, 994}, 0.05).steady());
    assertTrue(Drift.of(new double[] {100, 101, 99, 100, 101}, 0.05).steady());
    assertTrue(Drift.of(new double[] {100, 140, 100, 138, 101}, 0.05).steady());
    assertTrue(Double.isNaN(Drift.of(new double[] {7020, 3000, 994}, 0.05).ratio()));
  }

  /** 0 of n: the bound is 1 - 0.05^(1/n). */
  @Test
  void proportions() {
    assertEquals(1 - Math.pow(0.05, 1.0 / 40), new Proportion(0, 40).upper95(), 1e-9);
    assertEquals(1, new Proportion(40, 40).upper95());
    assertEquals(0.0625, Proportion.signTest(5, 5), 1e-12);
    assertEquals(1, Proportion.signTest(3, 6), 1e-12);
  }

  @Test
  void forksNeeded() {
    assertEquals(-1, Change.forksNeeded(0, 1, false, 0.025));
    assertEquals(-1, Change.forksNeeded(1e-9, 1, false, 0.025));
    assertEquals(-1, Change.forksNeeded(Double.NaN, 1, false, 0.025));
    // Published: 17 per group for an effect of one standard deviation, 5 % two-sided, 80 %.
    assertEquals(17, Change.forksNeeded(1, 2, false, 0.025), 1);
    assertTrue(
        Change.forksNeeded(0.05, 0.002, false, 0.025)
            > Change.forksNeeded(0.1, 0.002, false, 0.025));
  }
}
