// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/** Threads other than JMH's workers: many short ones, virtual ones, the collector's. */
@State(Scope.Benchmark)
public class Threads {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong count = new AtomicLong();

  @Setup(Level.Iteration)
  public void reset() {
    nanos.set(0);
    count.set(0);
  }

  @TearDown(Level.Iteration)
  public void print(IterationParams params) throws IOException {
    if (params.getType() == IterationType.MEASUREMENT) {
      System.out.println(
          "short-threads=" + count + ", short-cpu=" + nanos + ", " + descriptorsAndTimers() + ";");
    }
  }

  private static String descriptorsAndTimers() throws IOException {
    // Where the kernel does not show timers there is nothing to count.
    Path timers = Path.of("/proc/self/timers");
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      long shown =
          Files.isReadable(timers)
              ? Files.readAllLines(timers).stream().filter(row -> row.startsWith("ID:")).count()
              : 0;
      return "descriptors=" + open.count() + ", timers=" + shown;
    }
  }

  /** A platform thread per operation, each of which adds up what it spent. */
  @Benchmark
  public void perOperation(Life life) throws InterruptedException {
    Thread thread = new Thread(() -> work(life.tokens), "short");
    thread.start();
    thread.join();
  }

  /** How long a thread lives: a token is some 3 ns. */
  @State(Scope.Benchmark)
  public static class Life {
    @Param("50000")
    public long tokens;
  }

  private void work(long tokens) {
    Blackhole.consumeCPU(tokens);
    count.incrementAndGet();
    nanos.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static void spin() {
    Blackhole.consumeCPU(50_000);
  }

  /** A virtual thread per operation; needs JDK 21. */
  @Benchmark
  public void virtualPerOperation() throws Exception {
    ((Thread)
            Thread.class
                .getMethod("startVirtualThread", Runnable.class)
                .invoke(null, (Runnable) Threads::spin))
        .join();
  }

  /** Keeps the collector busy. */
  @Benchmark
  public Object allocation(CpuClock clock, Garbage garbage) {
    return garbage.next();
  }

  /** What survives a while, so that there is something to copy. */
  @State(Scope.Thread)
  public static class Garbage {
    private final Object[] recent = new Object[20_000];
    private int next;

    Object next() {
      next = (next + 1) % recent.length;
      return recent[next] = new byte[200 + (next & 1023)];
    }
  }
}
