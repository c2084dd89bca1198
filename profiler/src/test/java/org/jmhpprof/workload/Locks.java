// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Waits for a monitor that last as long as those who wait say. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class Locks {
  /** What is waited for. */
  private static final class Gate {}

  /** The gate, and how long was waited for it. */
  @State(Scope.Group)
  public static class Door {
    private static final long HELD_NANOS = 2_000_000;
    private static final long APART_NANOS = 1_000_000;

    private final Gate gate = new Gate();
    private final AtomicLong waited = new AtomicLong();
    private volatile boolean closed;

    /** Forgets the iteration before. */
    @Setup(Level.Iteration)
    public void forget() {
      waited.set(0);
    }

    /** Says how long it was. */
    @TearDown(Level.Iteration)
    public void tell() {
      System.out.print("waited-nanos=" + waited.get() + "; ");
    }
  }

  /** Holds the gate. */
  @Benchmark
  @Group("gate")
  public void hold(Door door) {
    synchronized (door.gate) {
      door.closed = true;
      sleep(Door.HELD_NANOS);
      door.closed = false;
    }
    sleep(Door.APART_NANOS);
  }

  /** Waits for the gate whenever it is closed. */
  @Benchmark
  @Group("gate")
  public void pass(Door door) {
    if (door.closed) {
      long begin = System.nanoTime();
      enter(door);
      door.waited.addAndGet(System.nanoTime() - begin);
    } else {
      sleep(Door.APART_NANOS / 10);
    }
  }

  private static void enter(Door door) {
    synchronized (door.gate) {
      // Through it.
    }
  }

  private static void sleep(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
