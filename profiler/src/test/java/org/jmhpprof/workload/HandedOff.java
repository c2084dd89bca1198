// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/** The benchmark has its work done by other threads than JMH's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandedOff {
  private static final int PARTS = 16;
  private static final String PREFIX = "handed-off";

  private final AtomicLong ended = new AtomicLong();
  private final List<Callable<Void>> tasks =
      Collections.nCopies(
          PARTS,
          () -> {
            work();
            return null;
          });
  private ForkJoinPool pool;
  private ExecutorService executor;

  @Setup
  public void open() {
    pool =
        new ForkJoinPool(
            2,
            of -> {
              var thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(of);
              thread.setName(PREFIX + "-pool");
              return thread;
            },
            null,
            false);
    executor = Executors.newFixedThreadPool(2, run -> new Thread(run, PREFIX + "-executor"));
  }

  @TearDown
  public void close() {
    pool.shutdown();
    executor.shutdown();
  }

  /** Prints the CPU time of the threads that got the work, and how many operations it was. */
  @State(Scope.Thread)
  public static class Cpu {
    private long operations;
    private long before;

    @Setup(Level.Iteration)
    public void start(HandedOff work) {
      operations = 0;
      before = work.cpu();
    }

    @TearDown(Level.Iteration)
    public void print(HandedOff work, IterationParams params) {
      long spent = work.cpu() - before;
      if (params.getType() == IterationType.MEASUREMENT) {
        System.out.println("handed-cpu=" + spent + ", handed-operations=" + operations + ";");
      }
    }
  }

  private long cpu() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = ended.get();
    for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (info != null
          && (info.getThreadName().startsWith(PREFIX)
              || info.getThreadName().startsWith("ForkJoinPool.commonPool"))) {
        nanos += Math.max(0, threads.getThreadCpuTime(info.getThreadId()));
      }
    }
    return nanos;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static void work() {
    Blackhole.consumeCPU(50_000);
  }

  /** The caller takes part. */
  @Benchmark
  public void parallelStream(CpuClock clock, Cpu cpu) {
    cpu.operations++;
    IntStream.range(0, PARTS).parallel().forEach(part -> work());
  }

  @Benchmark
  public void forkJoinPool(CpuClock clock, Cpu cpu) {
    cpu.operations++;
    pool.invoke(new Halves(PARTS));
  }

  private static final class Halves extends RecursiveAction {
    private static final long serialVersionUID = 1;

    private final int parts;

    Halves(int parts) {
      this.parts = parts;
    }

    @Override
    protected void compute() {
      if (parts == 1) {
        work();
      } else {
        invokeAll(new Halves(parts / 2), new Halves(parts - parts / 2));
      }
    }
  }

  @Benchmark
  public void executor(CpuClock clock, Cpu cpu) throws InterruptedException {
    cpu.operations++;
    executor.invokeAll(tasks);
  }

  /** Threads that live for a few milliseconds each. */
  @Benchmark
  public void ownThreads(CpuClock clock, Cpu cpu) throws InterruptedException {
    cpu.operations++;
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread thread = new Thread(this::longWork, "short-lived");
      thread.start();
      started.add(thread);
    }
    for (Thread thread : started) {
      thread.join();
    }
  }

  private void longWork() {
    for (int i = 0; i < 5 * PARTS; i++) {
      work();
    }
    ended.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
  }

  /** A thread that the JVM does not know. */
  @Benchmark
  public void nativeThread(CpuClock clock, Cpu cpu) {
    cpu.operations++;
    ended.addAndGet(NativeThreads.run("W", 1_000_000_000));
  }
}
