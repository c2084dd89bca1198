// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Steady work, to be compared with and without the profiler. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Overhead {
  private static final int TOKENS = 10_000;

  /** More than a processor's own caches take. */
  @State(Scope.Thread)
  public static class Table {
    private final long[] values = new long[8 << 20];
    private long at = 1;
  }

  /** A thread that answers each call of the worker's: two context switches, on one processor. */
  @State(Scope.Thread)
  public static class Partner {
    private volatile Thread caller;
    private volatile boolean over;
    private final Thread thread = new Thread(this::answer, "partner");

    @Setup
    public void start() {
      thread.setDaemon(true);
      thread.start();
    }

    private void answer() {
      while (!over) {
        Thread waiting = caller;
        if (waiting == null) {
          LockSupport.park();
        } else {
          caller = null;
          LockSupport.unpark(waiting);
        }
      }
    }

    void call() {
      caller = Thread.currentThread();
      LockSupport.unpark(thread);
      while (caller != null) {
        LockSupport.park();
      }
    }

    @TearDown
    public void end() throws InterruptedException {
      over = true;
      LockSupport.unpark(thread);
      thread.join();
    }
  }

  @Benchmark
  public void turns(CpuClock clock, Partner partner) {
    partner.call();
  }

  @Benchmark
  public void shallow(CpuClock clock) {
    Blackhole.consumeCPU(TOKENS);
  }

  /** JMH's own frames and these are about a hundred. */
  @Benchmark
  public long hundredFrames(CpuClock clock) {
    return descend(87);
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static long descend(int frames) {
    if (frames == 0) {
      Blackhole.consumeCPU(TOKENS);
      return 0;
    }
    return descend(frames - 1) + 1;
  }

  /** Waits for memory most of the time. */
  @Benchmark
  public long memory(CpuClock clock, Table table) {
    long[] values = table.values;
    long at = table.at;
    for (int i = 0; i < 200; i++) {
      at = at * 0x5DEECE66DL + 0xBL + values[(int) (at >>> 20) & values.length - 1];
    }
    table.at = at;
    return at;
  }
}
