// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.StackTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits for monitors that begin in one window, or before it, and end in another. */
@Timeout(60)
class LockSamplerIT extends OneSampler {
  private static final SamplerOptions OPTIONS =
      new SamplerOptions(1_000_000, 256, 1 << 20, Clock.AUTO);

  /** What is waited for first. */
  private static final class First {}

  /** What is waited for then. */
  private static final class Second {}

  private final First first = new First();
  private final Second second = new Second();
  private final StackTable table = new StackTable(Event.LOCK, 1);
  private long open;

  @AfterEach
  void release() {
    sampler.release();
  }

  private void waitForBoth() {
    synchronized (first) {
      // through
    }
    synchronized (second) {
      // through
    }
  }

  private static void awaitBlocked(Thread waiter, Object lock) throws InterruptedException {
    while (waiter.getState() != Thread.State.BLOCKED) {
      Thread.sleep(1);
    }
    // It is put in the queue a little later.
    Thread.sleep(20);
    assertTrue(Thread.holdsLock(lock));
  }

  /** The waiter goes from the first monitor to the second between two windows. */
  private List<String> waitFromWindowToWindow() throws Exception {
    Thread waiter = new Thread(this::waitForBoth, "waiter");
    synchronized (second) {
      synchronized (first) {
        sampler.start(OPTIONS, table);
        waiter.start();
        awaitBlocked(waiter, first);
        sampler.stop();
      }
      while (waiter.getState() == Thread.State.BLOCKED && !Thread.holdsLock(second)) {
        Thread.sleep(1);
      }
      Thread.sleep(50);
      awaitBlocked(waiter, second);
      open = System.nanoTime();
      sampler.start(OPTIONS, table);
    }
    waiter.join();
    open = System.nanoTime() - open;
    LockCounts counts = sampler.stop().lock();
    assertEquals(counts.samples().recorded(), table.totalSampled(0));
    List<String> leaves = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      leaves.add(sampler.symbols().frame(table.frame(i, 0)).name());
    }
    return leaves;
  }

  @Test
  void aWaitThatBeganWhileNobodyListenedIsNotTakenForAnEarlierOne() throws Exception {
    assertEquals(List.of(), waitFromWindowToWindow());
  }

  @Test
  void aWaitThatBeganBetweenTheWindowsOfASeriesCountsFromTheOpening() throws Exception {
    sampler.prepareContentions(OPTIONS);
    assertEquals(List.of("[waiting for " + Second.class.getName() + "]"), waitFromWindowToWindow());
    assertTrue(table.totalSampled(1) <= open, table.totalSampled(1) + " ns of " + open);
  }
}
