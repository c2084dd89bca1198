// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jmhpprof.gate.run.Looks.EarlyEnds;
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
    assertEquals(3, Looks.divisor(3, EarlyEnds.NONE, 0, true));
    assertEquals(3, Looks.divisor(3, EarlyEnds.NONE, 0, false));
    assertEquals(1, Looks.divisor(1, EarlyEnds.NONE, 0, true));
    assertEquals(2, Looks.divisor(1, EarlyEnds.NONE, 0, false));
  }

  /** Before: 1/3 at the first look, 1/3 at the early end, 1/5 at each later look is 16/15. */
  @Test
  void whatTheLooksBeforeAnEarlyEndTookIsSpent() {
    EarlyEnds afterOne = EarlyEnds.NONE.and(1);
    assertEquals(3, Looks.divisor(3, EarlyEnds.NONE, 1, false));
    assertEquals(6, Looks.divisor(3, afterOne, 1, true));
    assertEquals(6, Looks.divisor(3, EarlyEnds.NONE, 2, false), "the last look must have some");
    assertEquals(6, Looks.divisor(3, EarlyEnds.NONE.and(2), 2, true));
  }

  /** Every planned look at the largest share that it ever had, and every early end. */
  @Test
  void howeverOftenItIsResumedTheSharesDoNotExceedTheRate() {
    for (int planned = 1; planned <= 6; planned++) {
      for (long choice = 0; choice < Math.pow(planned, 5); choice++) {
        EarlyEnds early = EarlyEnds.NONE;
        double[] looks = new double[planned];
        double shown = 0;
        long rest = choice;
        for (int end = 0; end < 5; end++, rest /= planned) {
          int taken = Math.max(early.last(), (int) (rest % planned));
          double share = 1.0 / Looks.divisor(planned, early, taken, true);
          for (int look = 0; look < taken; look++) {
            looks[look] = Math.max(looks[look], share);
          }
          shown += 1.0 / Looks.divisor(planned, early, taken, false);
          early = early.and(taken);
        }
        double last = 1.0 / Looks.divisor(planned, early, planned, true);
        assertTrue(last > 0, "something is left");
        double sum = shown;
        for (double look : looks) {
          sum += Math.max(look, last);
        }
        assertTrue(sum <= 1 + 1e-6, planned + " planned, " + early + ": " + sum);
      }
    }
  }

  @Test
  void aDirectoryRemembersThem() {
    EarlyEnds early = EarlyEnds.NONE.and(0).and(2).and(1);
    assertEquals(List.of(0, 2, 2), early.taken());
    assertEquals(early, EarlyEnds.of(early.text()));
    assertEquals(EarlyEnds.NONE, EarlyEnds.of(EarlyEnds.NONE.text()));
  }
}
