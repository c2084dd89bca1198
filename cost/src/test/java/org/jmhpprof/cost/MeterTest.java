// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RawResults;

/**
 * Passes of which is known what they cost. The test's own thread is the loop's; a pool's thread
 * does what is handed over. Elsewhere than in a pair the threads have several processors, and the
 * account of a thread that runs is up to a tick old, and the test runner has threads of its own:
 * hence the tolerance.
 */
class MeterTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long NANOS = 200_000_000;
  private static final double ALLOWED = 0.2;

  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  static void spend(long nanos) {
    long end = THREADS.getCurrentThreadCpuTime() + nanos;
    while (THREADS.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }

  @BeforeEach
  void start() throws Exception {
    Meter.take();
    // JMH's main thread is none of those below.
    Thread harness = new Thread(Meter::exceptThisThread);
    harness.start();
    harness.join();
    handOver(() -> null);
  }

  @AfterEach
  void stop() {
    pool.shutdown();
    Meter.take();
  }

  private void handOver(Callable<Void> work) throws Exception {
    pool.submit(work).get();
  }

  private static Meter.Pass only() {
    List<Meter.Pass> passes = Meter.take();
    assertEquals(1, passes.size());
    return passes.get(0);
  }

  @Test
  void theLoopsOwnThreadCounts() {
    Meter.enter();
    spend(NANOS);
    Meter.exit(new RawResults());
    assertEquals(NANOS, only().cost, ALLOWED * NANOS);
  }

  @Test
  void whatIsSpentOutsideOfTheLoopDoesNot() throws Exception {
    spend(NANOS);
    handOver(
        () -> {
          spend(NANOS);
          return null;
        });
    Meter.enter();
    Meter.exit(new RawResults());
    spend(NANOS);
    assertEquals(0, only().cost, ALLOWED * NANOS);
  }

  @Test
  void workThatIsHandedOverCounts() throws Exception {
    Meter.enter();
    handOver(
        () -> {
          spend(NANOS);
          return null;
        });
    Meter.exit(new RawResults());
    assertEquals(NANOS, only().cost, ALLOWED * NANOS);
  }

  @Test
  void theHarnessDoesNotCount() throws Exception {
    handOver(
        () -> {
          Meter.exceptThisThread();
          return null;
        });
    Meter.enter();
    handOver(
        () -> {
          spend(NANOS);
          return null;
        });
    Meter.exit(new RawResults());
    assertEquals(0, only().cost, ALLOWED * NANOS);
  }

  /**
   * Each pass is up to 20 ms off, which evens out: the mean of these is not off by a tenth of one.
   */
  @Test
  void threadsThatEndCount() throws Exception {
    int passes = 10;
    double sum = 0;
    for (int i = 0; i < passes; i++) {
      Meter.enter();
      Thread thread = new Thread(() -> spend(NANOS));
      thread.start();
      thread.join();
      Meter.exit(new RawResults());
      double cost = only().cost;
      assertTrue(cost > NANOS / 2.0, () -> "a thread was missed: " + cost);
      sum += cost;
    }
    assertEquals(NANOS, sum / passes, ALLOWED * NANOS);
  }

  @Test
  void aThreadThatGoesOnIsReadFromItsOwnAccount() throws Exception {
    ExecutorService late = Executors.newSingleThreadExecutor();
    try {
      Meter.enter();
      late.submit(() -> spend(NANOS)).get();
      Meter.exit(new RawResults());
      assertEquals(NANOS, only().cost, ALLOWED * NANOS);
    } finally {
      late.shutdown();
    }
  }

  /** Waiting for a processor is not idle, so that a busy machine takes some of it away. */
  @Test
  void aLoopThatSleepsIsIdleAndOneThatSpendsIsNot() throws Exception {
    Meter.enter();
    Thread.sleep(1_000);
    Meter.exit(new RawResults());
    double sleeping = only().idle;
    Meter.enter();
    spend(NANOS);
    Meter.exit(new RawResults());
    double spending = only().idle;
    assertTrue(sleeping > spending + 0.05, sleeping + " and " + spending);
  }

  @Test
  void twoThreadsInTheLoopLeaveNoFigures() throws Exception {
    Meter.enter();
    handOver(
        () -> {
          Meter.enter();
          Meter.exit(new RawResults());
          return null;
        });
    Meter.exit(new RawResults());
    assertTrue(Meter.take().isEmpty());
    Meter.enter();
    Meter.exit(new RawResults());
    assertEquals(1, Meter.take().size(), "the next iteration is one thread's again");
  }

  /** Also of what is handed over. */
  @Test
  void aPassIsLengthenedByAShareOfWhatItCost() throws Exception {
    Meter.enter();
    spend(NANOS);
    handOver(
        () -> {
          spend(NANOS);
          return null;
        });
    Meter.lengthen(0.5);
    Meter.exit(new RawResults());
    assertEquals(3 * NANOS, only().cost, 2 * ALLOWED * NANOS);
  }

  @Test
  void operationsAreThoseThatJmhCounted() {
    RawResults results = new RawResults();
    results.measuredOps = 7;
    Meter.enter();
    Meter.exit(results);
    assertEquals(7, only().operations);
  }
}
