// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.numbers.gamma.Trigamma;
import org.junit.jupiter.api.Test;

class DispersionTest {
  /**
   * A function of so many ticks a fork; forks scatter {@code dispersion} times as counting does.
   */
  private static Cost cost(SplittableRandom random, double ticks, double dispersion) {
    Cost cost = new Cost(5, 5);
    for (int i = 0; i < 5; i++) {
      cost.addBase(i, ticks + random.nextGaussian() * Math.sqrt(ticks * dispersion), ticks);
      cost.addHead(i, ticks + random.nextGaussian() * Math.sqrt(ticks * dispersion), ticks);
    }
    return cost;
  }

  @Test
  void trigammaIsInverted() {
    for (double x : new double[] {1e-3, 0.1, 0.5, 1, 3, 50, 1e5}) {
      assertEquals(x, Dispersion.inverseTrigamma(Trigamma.value(x)), 1e-4 * x);
    }
  }

  /** Zeros do not scatter, so they do not vouch for how little the other side scatters. */
  @Test
  void aFunctionThatIsNewHasTheErrorOfItsOwnSide() {
    SplittableRandom random = new SplittableRandom(3);
    double sum = 0;
    for (int i = 0; i < 1000; i++) {
      Cost cost = new Cost(5, 5);
      for (int fork = 0; fork < 5; fork++) {
        cost.addHead(fork, 400 + random.nextGaussian() * Math.sqrt(400 * 3), 400);
      }
      assertEquals(4, cost.degreesOfFreedom());
      sum += cost.dispersion();
    }
    // The mean of 1,000 with 4 degrees of freedom each: within 4 standard errors.
    assertEquals(3, sum / 1000, 4 * 3 * Math.sqrt(2.0 / 4 / 1000));
  }

  @Test
  void whatIsCommonIsFound() {
    SplittableRandom random = new SplittableRandom(1);
    List<Cost> costs = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      costs.add(cost(random, 100 + random.nextInt(900), 3));
    }
    Dispersion found = Dispersion.of(costs);
    double common = Math.exp(found.intercept() + found.slope() * Math.log(500));
    assertEquals(3, common, 0.4, "400 functions with 8 degrees of freedom each: 3 standard errors");
    assertTrue(found.weight() > 20, "they do not differ: " + found);
  }

  @Test
  void scatterThatRisesWithTheTicksIsFollowed() {
    SplittableRandom random = new SplittableRandom(2);
    List<Cost> costs = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      double ticks = Math.exp(3 + 5 * random.nextDouble());
      costs.add(cost(random, ticks, Math.max(1, ticks / 50)));
    }
    Dispersion found = Dispersion.of(costs);
    double atLarge = Math.exp(found.intercept() + found.slope() * Math.log(2500));
    assertEquals(50, atLarge, 25, found.toString());
  }

  @Test
  void differencesThatAreNoneAreNamedAsOftenAsStated() {
    SplittableRandom random = new SplittableRandom(3);
    int tests = 0;
    int below = 0;
    for (int run = 0; run < 200; run++) {
      List<Cost> costs = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        costs.add(cost(random, 100, 1 + 4 * random.nextDouble()));
      }
      Dispersion dispersion = Dispersion.of(costs);
      for (Cost cost : costs) {
        tests++;
        below += dispersion.estimate(cost).p() <= 0.05 ? 1 : 0;
      }
    }
    double rate = (double) below / tests;
    assertTrue(rate > 0.02 && rate < 0.065, "rate " + rate + " of " + tests + " at 0.05");
  }
}
