// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does the profiler cost a program of many threads, and one that starts threads all the time?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar ThreadCrowd} takes 2 minutes, {@code
 * ThreadCrowd -prof pprof:clock=timer} as long: compare the two, the CPU time {@code cpu.norm}
 * where the machine is not idle. {@code reader.cpu} is the profiler's own thread. Most of these
 * threads end before a timer's first signal, so that profile is a failed one and the status is 1;
 * the figures hold. {@code ThreadCrowd -p parked=0 -f 1 -i 60} starts about a million threads in
 * turn: {@code resident} says what they left behind.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-Xss256k"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
public class ThreadCrowd {
  /** Threads that are there and do nothing. */
  @Param({"0", "10000"})
  public int parked;

  private final List<Thread> crowd = new ArrayList<>();
  private volatile boolean done;

  /** Starts those that do nothing. */
  @Setup
  public void gather() {
    for (int i = 0; i < parked; i++) {
      Thread thread = new Thread(this::park, "parked-" + i);
      thread.setDaemon(true);
      thread.start();
      crowd.add(thread);
    }
  }

  private void park() {
    while (!done) {
      LockSupport.park();
    }
  }

  /** Ends them. */
  @TearDown
  public void disperse() throws InterruptedException {
    done = true;
    for (Thread thread : crowd) {
      LockSupport.unpark(thread);
    }
    for (Thread thread : crowd) {
      thread.join();
    }
  }

  /** A thread that does nothing, from its start to its end. Each has a name of its own. */
  @Benchmark
  public void startAndJoin() throws InterruptedException {
    Thread thread = new Thread(() -> {});
    thread.start();
    thread.join();
  }
}
