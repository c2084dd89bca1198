// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.cost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RawResults;

/**
 * Reads what one pass through a benchmark's timed loop costs. The gate adds two calls to each of
 * JMH's generated loops ({@code *_jmhStub}): {@link #enter} before the first instruction and {@link
 * #exit} before it returns. Nothing is added inside the loop.
 *
 * <p>The cost is the CPU time of the loop's own thread and of every other thread of the process
 * meanwhile, except for the compilers, the JVM's housekeeping and JMH's main thread: work that the
 * benchmark hands to others, and the garbage collector. What threads used that ended meanwhile is
 * the rest of the process's clock. That clock has steps, so that a pass is up to 20 ms off; the
 * steps even out over the passes. It is asked only where threads ended.
 *
 * <p>How long an ended thread wanted to run and could not, nobody can read any more. Then the
 * processor's own idle time says how long nothing wanted to run. That is less than what the process
 * idled where another process ran meanwhile.
 *
 * <p>Setup and teardown run outside the loop and do not count, unless they are the level {@code
 * Invocation}, which JMH calls inside it.
 *
 * <p>One thread runs the loop at a time; with two, there are no figures. Of {@link Pass}es, the
 * threads of the loop write and JMH's main thread reads between iterations.
 */
public final class Meter {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** One pass through the loop. */
  static final class Pass {
    /** Nanoseconds of CPU time. */
    final long cost;

    /** Share of the time in which no thread of the process ran or wanted to. */
    final double idle;

    /** As JMH counts them before it multiplies; 0 where it does not. */
    final double operations;

    Pass(long cost, double idle, double operations) {
      this.cost = cost;
      this.idle = idle;
      this.operations = operations;
    }
  }

  private static final List<Pass> PASSES = new ArrayList<>();
  private static String harness = "";
  private static int inside;
  private static boolean shared;

  private static Threads before;
  private static long processBefore;
  private static long ownBefore;
  private static long idleBefore;
  private static long endedBefore;
  private static int processor;
  private static long wallBefore;
  private static long cpuBefore;

  private Meter() {}

  /** The calling thread, JMH's main thread, does not count from now on. */
  static synchronized void exceptThisThread() {
    try {
      harness = Threads.self();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The timed loop begins. */
  public static synchronized void enter() {
    inside++;
    if (inside > 1) {
      shared = true;
      return;
    }
    try {
      processor = Ticks.onlyProcessor();
      idleBefore = idle();
      endedBefore = ended();
      processBefore = Ticks.process();
      ownBefore = THREADS.getCurrentThreadCpuTime();
      before = Threads.now();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    wallBefore = System.nanoTime();
    // Last, so that the reading itself does not count.
    cpuBefore = THREADS.getCurrentThreadCpuTime();
  }

  /**
   * Makes the pass cost a share more, to prove that the gate sees that. It is the last thing in the
   * pass, so that the loop and its compiled code are as they are without it.
   *
   * @param share such as 0.2
   */
  public static synchronized void lengthen(double share) {
    long now = THREADS.getCurrentThreadCpuTime();
    if (shared) {
      return;
    }
    try {
      long cost = pass(now - cpuBefore, System.nanoTime() - wallBefore, 0).cost;
      long end = now + (long) (share * cost);
      while (THREADS.getCurrentThreadCpuTime() < end) {
        // Asking for the time is what uses it up, and what was read above counts, too.
        continue;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The timed loop ended.
   *
   * @param results what JMH counted
   */
  public static synchronized void exit(RawResults results) {
    long own = THREADS.getCurrentThreadCpuTime() - cpuBefore;
    long wall = System.nanoTime() - wallBefore;
    inside--;
    if (shared) {
      return;
    }
    try {
      PASSES.add(pass(own, wall, operations(results)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Pass pass(long own, long wall, double operations) throws IOException {
    String self = Threads.self();
    Threads after = Threads.now();
    long others = 0;
    long uncounted = 0;
    long queued = 0;
    for (Map.Entry<String, Threads.Account> each : after.accounts().entrySet()) {
      Threads.Account now = each.getValue();
      Threads.Account then = before.accounts().get(each.getKey());
      long cpu = now.cpu - (then == null ? 0 : then.cpu);
      queued += now.queued - (then == null ? 0 : then.queued);
      if (!now.counted || each.getKey().equals(harness)) {
        uncounted += cpu;
      } else if (!each.getKey().equals(self)) {
        others += cpu;
      }
    }
    long cost = own + others;
    double idle = share(wall - cost - uncounted - queued, wall);
    if (ended() > endedBefore
        || !after.accounts().keySet().containsAll(before.accounts().keySet())) {
      long process = Ticks.process() - processBefore;
      // With what the readings themselves cost.
      long ownAll = THREADS.getCurrentThreadCpuTime() - ownBefore;
      // Not cut off at 0, so that the steps of the process's clock even out over the passes.
      cost += process - ownAll - others - uncounted;
      idle = processor < 0 ? idle : Math.min(idle, share(idle() - idleBefore, wall));
    }
    return new Pass(cost, idle, operations);
  }

  private static double share(long part, long whole) {
    return Math.max(0, part / (double) Math.max(1, whole));
  }

  /** How many threads of Java's have ended; one that another has joined counts. */
  private static long ended() {
    return THREADS.getTotalStartedThreadCount() - THREADS.getThreadCount();
  }

  private static long idle() throws IOException {
    return processor < 0 ? 0 : Ticks.idle(processor);
  }

  /** The field's type is another one in old versions of JMH. */
  private static double operations(RawResults results) {
    try {
      return ((Number) RawResults.class.getField("measuredOps").get(results)).doubleValue();
    } catch (ReflectiveOperationException e) {
      return 0;
    }
  }

  /**
   * The passes since the last call, one for each iteration; none where several threads ran the
   * loop.
   */
  static synchronized List<Pass> take() {
    List<Pass> taken = new ArrayList<>(PASSES);
    if (shared) {
      taken.clear();
    }
    PASSES.clear();
    shared = false;
    return taken;
  }
}
