// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LooksTest {
  @Test
  void eachHasTwiceTheForksOfTheOneBefore() {
    assertEquals(List.of(6, 12, 24), Looks.doubling(6, 24).forks());
    assertEquals(List.of(5, 10, 20, 33), Looks.doubling(5, 33).forks());
    assertEquals(List.of(6), Looks.doubling(6, 6).forks());
    assertEquals(
        Integer.MAX_VALUE, Looks.doubling(2, Integer.MAX_VALUE).forks().get(30).intValue());
  }

  @Test
  void aRunThatIsNeverResumedSharesByWhatWasPlanned() {
    assertEquals(3, Looks.divisor(3, 0, true));
    assertEquals(3, Looks.divisor(3, 0, false));
    assertEquals(1, Looks.divisor(1, 0, true));
    assertEquals(2, Looks.divisor(1, 0, false));
  }

  /** What was shown early, and then every planned look, never has more than the whole rate. */
  @Test
  void howeverOftenItIsResumedTheSharesDoNotExceedTheRate() {
    for (int planned = 1; planned <= 6; planned++) {
      double spent = 0;
      for (int early = 0; early < 12; early++) {
        double rest = planned / (double) Looks.divisor(planned, early, true);
        assertTrue(spent + rest <= 1 + 1e-12, planned + " planned, " + early + " early");
        assertTrue(early > 3 || rest > 0, "something is left");
        spent += 1.0 / Looks.divisor(planned, early, false);
      }
    }
  }
}
