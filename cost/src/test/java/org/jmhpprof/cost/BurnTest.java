// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RawResults;

class BurnTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /**
   * What a pass burns is a share of what the pass before cost, so that the processor's speed
   * matters; the mean over some passes is not off by a fifth of it.
   */
  @Test
  void anOperationCostsTheShareMore() {
    Meter.take();
    double share = 0.5;
    double own = 0;
    double all = 0;
    for (int pass = 0; pass < 12; pass++) {
      Burn.begin(share);
      Meter.enter();
      long worked = 0;
      for (int operation = 0; operation < 40; operation++) {
        Burn.operation();
        long start = THREADS.getCurrentThreadCpuTime();
        MeterTest.spend(1_000_000);
        worked += THREADS.getCurrentThreadCpuTime() - start;
      }
      Meter.exit(new RawResults());
      Burn.end();
      // The first burns nothing, and the second by what nothing was compiled for.
      if (pass > 1) {
        own += worked;
        all += Meter.lastCost();
      }
      Meter.take();
    }
    assertEquals(1 + share, all / own, share / 5);
  }
}
