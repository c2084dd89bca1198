// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.jmhpprof.gate.stats.ExactTests.Proportion;
import org.junit.jupiter.api.Test;

/**
 * Fixed seeds, so that nothing here is a matter of luck. The tolerances are 3 standard errors of
 * the rate at the nominal level.
 */
class ErrorRatesTest {
  private static final int TRIALS = 1500;
  private static final double TOLERANCE = 3 * Math.sqrt(0.05 * 0.95 / TRIALS);

  @Test
  void forkLevelMethodsKeepFivePercentAndPooledOnesDoNot() {
    Random random = new Random(42);
    for (ForkModel model : FalseAlarms.MODELS) {
      Map<Criterion, Proportion> rates = FalseAlarms.of(model, 5, 5, TRIALS, random);
      if (model.session() > 0) {
        // Nothing within one session can know about another.
        rates.forEach((method, rate) -> assertTrue(rate.value() > 0.05, method.title()));
        continue;
      }
      rates.forEach(
          (method, rate) ->
              assertTrue(
                  !FalseAlarms.KEEP_THEIR_LEVEL.contains(method) || rate.value() < 0.05 + TOLERANCE,
                  () -> model.name() + ", " + method.title() + ": " + rate.percent()));
      if (model.between() > 0) {
        assertTrue(rates.get(Method.POOLED_WELCH).value() > 0.2, model.name());
        assertTrue(rates.get(Method.POOLED_MANN_WHITNEY).value() > 0.2, model.name());
      }
    }
  }

  /** Welch's detectable effect at 5 and at 20 forks, in standard deviations of fork means. */
  @Test
  void powerIsThatOfTheTextbook() {
    Random random = new Random(42);
    assertEquals(2.02, Detectable.of(5, 0.025, 4000, random), 0.1);
    assertEquals(0.91, Detectable.of(20, 0.025, 4000, random), 0.05);
  }

  @Test
  void forksSaidToBeNeededAreEnough() {
    Random random = new Random(42);
    for (double sd : new double[] {0.02, 0.05, 0.1}) {
      Proportion found = Detectable.powerAtForksNeeded(0.05, sd, 0.025, 2000, random);
      assertEquals(0.8, found.value(), 0.04, () -> "at " + sd);
    }
  }

  @Test
  void blocksSurviveADriftThatOneAfterTheOtherDoesNot() {
    Random random = new Random(42);
    for (Interleaving.Drift drift : Interleaving.DRIFTS) {
      Proportion separate =
          Interleaving.falseAlarms(Interleaving.Order.ONE_AFTER_THE_OTHER, drift, TRIALS, random);
      Proportion paired =
          Interleaving.falseAlarms(Interleaving.Order.PAIRED, drift, TRIALS, random);
      assertTrue(separate.value() > 0.15, drift::toString);
      // Noise that is faster than a block is known to make it slightly liberal.
      double extra = drift.correlation() < 0.9 ? 0.02 : 0;
      assertTrue(paired.value() < 0.05 + TOLERANCE + extra, () -> drift + ": " + paired.percent());
    }
  }

  /** At the margin itself, where false alarms are likeliest, with three looks. */
  @Test
  void theWholeGateKeepsItsErrorRateOverTheSuite() {
    Random random = new Random(42);
    int suites = 150;
    Suites.Outcome atMargin = Suites.of(0.05, 0.02, 0.02, suites, random);
    double tolerance = 3 * Math.sqrt(0.05 * 0.95 / suites);
    assertTrue(atMargin.alarmed().value() < 0.05 + tolerance, () -> atMargin.alarmed().percent());
    Suites.Outcome same = Suites.of(0, 0.05, 0.03, suites, random);
    assertEquals(0, same.alarmed().count());
  }

  @Test
  void theWholeGateFindsWhatItShould() {
    Random random = new Random(42);
    Suites.Outcome twenty = Suites.of(0.2, 0.05, 0.03, 30, random);
    assertTrue(twenty.regressed().value() > 0.98, () -> twenty.regressed().percent());
    Suites.Outcome ten = Suites.of(0.1, 0.02, 0.02, 30, random);
    assertTrue(ten.regressed().value() > 0.98, () -> ten.regressed().percent());
  }
}
