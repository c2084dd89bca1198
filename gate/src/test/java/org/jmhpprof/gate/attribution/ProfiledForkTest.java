// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProfiledForkTest {
  private static ProfiledFork fork(long waiting) {
    return new TestFork(1, 100).measured(1000, "demo.Bench.run").waiting(waiting).build();
  }

  @Test
  void aForkWaitsIfItsTimeIsMoreThanTwiceItsCpuTime() {
    assertFalse(fork(0).mostlyWaits());
    assertFalse(fork(900).mostlyWaits());
    assertTrue(fork(1100).mostlyWaits());
  }

  @Test
  void halfOfAPairSaysNothingOfWaiting() {
    assertFalse(fork(5000).inPair(1).mostlyWaits());
  }
}
