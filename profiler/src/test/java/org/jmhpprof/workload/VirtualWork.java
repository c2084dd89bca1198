// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/** Four virtual threads with 1 : 2 : 3 : 4 of the work; needs JDK 21. */
@State(Scope.Benchmark)
public class VirtualWork {
  private static final int THREADS = 4;

  private final Semaphore done = new Semaphore(0);
  private final List<Semaphore> starts = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  @Setup
  public void start() throws ReflectiveOperationException {
    for (int parts = 1; parts <= THREADS; parts++) {
      Semaphore start = new Semaphore(0);
      int own = parts;
      Runnable work = () -> work(own, start);
      starts.add(start);
      threads.add(
          (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work));
    }
  }

  @TearDown
  public void end() {
    threads.forEach(Thread::interrupt);
  }

  /** The numbers of the threads, by their parts of the work. */
  @TearDown(Level.Iteration)
  public void print(IterationParams params) {
    if (params.getType() == IterationType.MEASUREMENT) {
      for (int parts = 1; parts <= THREADS; parts++) {
        System.out.println("virtual-" + parts + "=" + threads.get(parts - 1).getId() + ";");
      }
    }
  }

  private void work(int parts, Semaphore start) {
    try {
      while (true) {
        start.acquire();
        for (int i = 0; i < parts; i++) {
          part();
        }
        done.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static void part() {
    Blackhole.consumeCPU(50_000);
  }

  @Benchmark
  public void shares() throws InterruptedException {
    starts.forEach(Semaphore::release);
    done.acquire(THREADS);
  }
}
