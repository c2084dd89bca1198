// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RateTest {
  @Test
  void comparisonsOfTheSameForksProveNoMoreThanOneOfThem() {
    Rate drawn = new Rate(4, 20);
    assertTrue(drawn.lower95() > 0.05, "taken for independent, they would be too many");
    assertEquals(new Rate(0, 1), drawn.of(1));
    assertEquals(0, drawn.of(1).lower95(), 1e-9);
  }

  @Test
  void manyAlarmsOfManyForksAreTooMany() {
    assertTrue(new Rate(160, 200).of(5).lower95() > 0.05);
  }
}
