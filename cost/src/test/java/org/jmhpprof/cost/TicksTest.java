// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TicksTest {
  @Test
  void theProcesssTimeIsUserAndSystem() throws Exception {
    String stat = "12 (a (b) c) S 1 12 12 0 -1 4194304 100 0 0 0 31 11 0 0 20 0 9 0 99 0 0";
    assertEquals(420_000_000, Ticks.process(stat));
    assertTrue(Ticks.process() >= 0);
  }

  @Test
  void aProcessOnOneProcessorKnowsIt() throws Exception {
    assertEquals(3, Ticks.onlyProcessor("Name:\tjava\nCpus_allowed_list:\t3\nMems_allowed:\t1\n"));
    assertEquals(-1, Ticks.onlyProcessor("Cpus_allowed_list:\t0-3\n"));
    assertEquals(-1, Ticks.onlyProcessor("Cpus_allowed_list:\t0,2\n"));
    assertEquals(-1, Ticks.onlyProcessor("Name:\tjava\n"));
    assertTrue(Ticks.onlyProcessor() >= -1);
  }

  @Test
  void idleIsWithoutWorkAndWithWaitingForDisks() throws Exception {
    String stat = "cpu  9 9 9 9 9 9 9\ncpu1 1 2 3 40 5 6 7\ncpu11 1 2 3 4 5 6 7\n";
    assertEquals(450_000_000, Ticks.idle(stat, 1));
    assertEquals(90_000_000, Ticks.idle(stat, 11));
    assertThrows(IOException.class, () -> Ticks.idle(stat, 2));
  }
}
