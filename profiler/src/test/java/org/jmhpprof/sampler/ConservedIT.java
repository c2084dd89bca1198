// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.StackTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of each event, what was offered is recorded, lost or failed, and is in the table. */
@Timeout(120)
class ConservedIT extends OneSampler {
  private static final int DEPTH = 256;

  private final Object monitor = new Object();
  private final List<Thread> threads = new ArrayList<>();
  private final StackTable cpu = new StackTable();
  private final StackTable alloc = new StackTable(Event.ALLOC, 1 << 12);
  private final StackTable lock = new StackTable(Event.LOCK, 1);
  private final StackTable wall = new StackTable(Event.WALL, 1_000_000);
  private volatile boolean over;
  private volatile Object sink;

  @BeforeEach
  void startThreads() {
    for (int i = 0; i < 4; i++) {
      Thread thread = new Thread(this::everything, "busy-" + i);
      thread.start();
      threads.add(thread);
    }
  }

  @AfterEach
  void endThreads() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void everything() {
    while (!over) {
      synchronized (monitor) {
        for (int i = 0; i < 100; i++) {
          sink = new byte[1 << 12];
        }
        LockSupport.parkNanos(100_000);
      }
    }
  }

  private static SamplerOptions options(int buffer) {
    return new SamplerOptions(
        100_000,
        DEPTH,
        buffer,
        Clock.TIMER,
        NativeFrames.FULL,
        true,
        false,
        0,
        1_000_000,
        false,
        false);
  }

  private SampleCounts window(int buffer) throws Exception {
    sampler.start(options(buffer), cpu, alloc, lock, wall);
    Thread.sleep(1_000);
    return sampler.stop();
  }

  private static long withLeaf(StackTable table, PseudoFrame leaf) {
    long sum = 0;
    for (int i = 0; i < table.size(); i++) {
      sum += table.frame(i, 0) == leaf.word() ? table.sampled(i, 0) : 0;
    }
    return sum;
  }

  private static void assertConserved(EventCounts counts, StackTable table) {
    assertTrue(counts.offered() > 0, table.event() + ": " + counts);
    assertEquals(counts.offered(), counts.recorded() + counts.lost() + counts.failed());
    assertEquals(counts.offered(), table.totalSampled(0), table.event().word());
    assertEquals(counts.lost(), withLeaf(table, PseudoFrame.LOST), table.event().word());
  }

  private void assertAllConserved(SampleCounts counts) {
    assertEquals(counts.ticks(), counts.recorded() + counts.lost() + counts.failed());
    assertEquals(counts.ticks(), cpu.totalSampled(0));
    assertConserved(counts.alloc().samples(), alloc);
    assertConserved(counts.lock().samples(), lock);
    // It has the ticks, too.
    EventCounts visits = counts.wall().samples();
    assertEquals(visits.offered() + counts.ticks(), wall.totalSampled(0));
    assertEquals(visits.lost() + counts.lost(), withLeaf(wall, PseudoFrame.LOST));
  }

  @Test
  void withRoomForAllOfThem() throws Exception {
    SampleCounts counts = window(1 << 24);
    assertAllConserved(counts);
    assertEquals(0, counts.lost() + counts.alloc().samples().lost());
    assertEquals(0, counts.lock().samples().lost() + counts.wall().samples().lost());
  }

  @Test
  void withRoomForFewOfThem() throws Exception {
    SampleCounts counts = window(SamplerOptions.smallestBuffer(DEPTH));
    assertAllConserved(counts);
    // Objects come by the hundred, while the reader waits for a millisecond at least.
    assertTrue(counts.alloc().samples().lost() > 0, counts.toString());
  }
}
