// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PairedRatioTest {
  private static final double TOLERANCE = 1e-9;

  @Test
  void isTheGeometricMeanOfThePairs() {
    PairedRatio ratio = PairedRatio.of(new double[] {2, 8}, new double[] {1, 1});
    assertEquals(4, ratio.ratio(), TOLERANCE);
  }

  /** Logarithms 0, 1, 2: mean 1, standard deviation 1; t for 2 degrees of freedom is 4.30265273. */
  @Test
  void hasATIntervalOfTheLogarithms() {
    PairedRatio ratio =
        PairedRatio.of(new double[] {5, 5 * Math.E, 5 * Math.exp(2)}, new double[] {5, 5, 5});
    double half = 4.30265272991 / Math.sqrt(3);
    assertEquals(Math.E, ratio.ratio(), TOLERANCE);
    assertEquals(Math.exp(1 - half), ratio.low(), 1e-7);
    assertEquals(Math.exp(1 + half), ratio.high(), 1e-5);
  }

  @Test
  void takesOutWhatABlockHasInCommon() {
    PairedRatio ratio = PairedRatio.of(new double[] {11, 110, 22}, new double[] {10, 100, 20});
    assertEquals(1.1, ratio.ratio(), TOLERANCE);
    assertEquals(1.1, ratio.low(), TOLERANCE);
    assertEquals(1.1, ratio.high(), TOLERANCE);
  }

  @Test
  void hasNoIntervalFromOnePair() {
    assertTrue(Double.isNaN(PairedRatio.of(new double[] {2}, new double[] {1}).low()));
  }

  @Test
  void leavesOutPairsThatWereNotMeasured() {
    PairedRatio ratio =
        PairedRatio.of(new double[] {11, Double.NaN, 22}, new double[] {10, 100, 20});
    assertEquals(1.1, ratio.ratio(), TOLERANCE);
    assertEquals(1.1, ratio.high(), TOLERANCE);
  }

  @Test
  void refusesValuesWithoutAPartner() {
    assertThrows(
        IllegalArgumentException.class,
        () -> PairedRatio.of(new double[] {1, 2}, new double[] {1}));
    assertThrows(
        IllegalArgumentException.class, () -> PairedRatio.of(new double[0], new double[0]));
  }
}
