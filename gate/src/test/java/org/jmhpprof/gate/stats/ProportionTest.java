// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jmhpprof.gate.stats.ExactTests.Proportion;
import org.junit.jupiter.api.Test;

class ProportionTest {
  /** Of 80 trials at 5 %, nine or fewer come in 98.9 of 100 series, ten or fewer in 99.6. */
  @Test
  void tooManyIsWhatOneSeriesInAHundredHas() {
    assertFalse(new Proportion(9, 80).exceeds(0.05));
    assertTrue(new Proportion(10, 80).exceeds(0.05));
    assertFalse(new Proportion(0, 80).exceeds(0.05));
    assertFalse(new Proportion(1, 1).exceeds(0.05), "one alarm alone proves nothing");
  }

  @Test
  void noAlarmOfManyLeavesASmallRate() {
    assertEquals(0.0368, new Proportion(0, 80).upper95(), 0.0001, "1 less the 80th root of 5 %");
  }
}
