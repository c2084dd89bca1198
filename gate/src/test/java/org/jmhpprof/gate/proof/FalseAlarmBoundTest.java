// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.jmhpprof.gate.stats.Change;
import org.junit.jupiter.api.Test;

class FalseAlarmBoundTest {
  private static final double LIMIT = 0.02;

  /**
   * With k of 6 values alike and the others 0, t is sqrt(5 k / (6 - k)): 2.2, 3.2, 5 from k = 3.
   */
  @Test
  void fewestAboveIsWhereTheBestCaseTurnsSignificant() {
    assertEquals(3, FalseAlarmBound.fewestAbove(6, 0.05));
    assertEquals(5, FalseAlarmBound.fewestAbove(6, 0.05 / 8));
    assertEquals(6, FalseAlarmBound.fewestAbove(6, 0.0001));
    double[] best = {1, 1, 1, 1, 1, 0};
    assertTrue(Change.paired(new double[6], best).pAbove(0) < 0.05 / 8);
    double[] less = {1, 1, 1, 1, 0, 0};
    assertTrue(Change.paired(new double[6], less).pAbove(0) > 0.05 / 8);
  }

  @Test
  void noPairsBeyondTheMarginMakeTheBoundTiny() {
    double[] pairs = new double[60];
    // Of none in 60, at most 8.1 % with an error of 5 % by 8, and half of that above.
    double above = (1 - Math.pow(0.05 / 8, 1.0 / 60)) / 2;
    double one = 6 * Math.pow(above, 5) * (1 - above) + Math.pow(above, 6);
    double bound = FalseAlarmBound.of(copies(pairs, 8), LIMIT, List.of(6), 0.05);
    assertEquals(8 * one, bound, 1e-9);
  }

  /** Heavy tails, one pair in five far off; each estimate of the rate is from its own pairs. */
  @Test
  void boundIsAboveTheTrueRate() {
    Random random = new Random(42);
    int alarms = 0;
    int trials = 20_000;
    for (int i = 0; i < trials; i++) {
      Change change = Change.paired(new double[6], logRatios(6, random));
      alarms += change.pAbove(LIMIT) < 0.05 ? 1 : 0;
    }
    double truth = alarms / (double) trials;
    int above = 0;
    for (int i = 0; i < 200; i++) {
      double bound = FalseAlarmBound.of(copies(logRatios(60, random), 1), LIMIT, List.of(6), 0.05);
      above += bound >= truth ? 1 : 0;
    }
    assertTrue(above >= 190, above + " of 200 bounds are above " + truth);
  }

  private static double[] logRatios(int pairs, Random random) {
    return DoubleStream.generate(
            () -> (random.nextInt(5) == 0 ? 0.1 : 0.01) * random.nextGaussian())
        .limit(pairs)
        .toArray();
  }

  private static List<double[]> copies(double[] pairs, int count) {
    double[][] all = new double[count][];
    Arrays.fill(all, pairs);
    return List.of(all);
  }
}
