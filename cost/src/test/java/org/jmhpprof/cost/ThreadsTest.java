// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ThreadsTest {
  @Test
  void compilersAndHousekeepingDoNotCountAndTheCollectorDoes() {
    assertFalse(Threads.isCounted("C2 CompilerThre"));
    assertFalse(Threads.isCounted("VM Periodic Tas"));
    assertTrue(Threads.isCounted("GC Thread#0"));
    assertTrue(Threads.isCounted("VM Thread"));
    assertTrue(Threads.isCounted("pool-1-thread-1"));
  }

  @Test
  void thisThreadIsAmongThoseThatAreThere() throws Exception {
    Threads now = Threads.now();
    assertTrue(now.accounts().get(Threads.self()).counted);
    assertTrue(now.accounts().values().stream().anyMatch(each -> !each.counted), "a compiler");
  }

  @Test
  void anAccountGrowsByWhatAThreadSpends() throws Exception {
    long nanos = 50_000_000;
    String[] name = new String[1];
    Object done = new Object();
    Thread thread =
        new Thread(
            () -> {
              try {
                synchronized (done) {
                  name[0] = Threads.self();
                  MeterTest.spend(nanos);
                  done.notifyAll();
                  done.wait();
                }
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    synchronized (done) {
      thread.start();
      done.wait();
      long cpu = Threads.now().accounts().get(name[0]).cpu;
      done.notifyAll();
      assertEquals(nanos, cpu, nanos / 5.0);
    }
    thread.join();
  }
}
