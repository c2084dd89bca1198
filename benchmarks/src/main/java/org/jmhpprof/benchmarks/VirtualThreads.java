// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What virtual threads pay for the profiler; needs JDK 21. Run it without a profiler, with it, and
 * with JVMTI's notifications kept, in turns:
 *
 * <pre>
 * for i in 1 2 3 4 5; do for p in none pprof:top=0 'pprof:top=0;vthreads=notify'; do
 *   [ $p = none ] &amp;&amp; p= || p="-prof $p"
 *   taskset -c 1 java -jar benchmarks/target/benchmarks.jar VirtualThreads $p
 * done; done
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Djdk.virtualThreadScheduler.parallelism=1")
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class VirtualThreads {
  private static final int ROUNDS = 1_000;

  private ThreadFactory threads;
  private Thread ping;
  private Thread pong;
  private volatile boolean pongsTurn;

  /** Through reflection: the project is compiled for JDK 17. */
  @Setup
  public void find() throws ReflectiveOperationException {
    if (Runtime.version().feature() < 21) {
      throw new IllegalStateException("VirtualThreads needs JDK 21 or later");
    }
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    threads =
        (ThreadFactory)
            Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
  }

  private Thread start(Runnable task) {
    Thread thread = threads.newThread(task);
    thread.start();
    return thread;
  }

  private void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Two threads take turns: each unparks the other and parks. */
  @Benchmark
  @OperationsPerInvocation(2 * ROUNDS)
  public void park() {
    pongsTurn = false;
    ping = threads.newThread(() -> takeTurns(false));
    pong = threads.newThread(() -> takeTurns(true));
    ping.start();
    pong.start();
    join(ping);
    join(pong);
  }

  private void takeTurns(boolean isPong) {
    for (int i = 0; i < ROUNDS; i++) {
      while (pongsTurn != isPong) {
        LockSupport.park();
      }
      pongsTurn = !isPong;
      LockSupport.unpark(isPong ? ping : pong);
    }
  }

  /** One thread yields, and is the only one to go on. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public void yield() {
    join(
        start(
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                Thread.yield();
              }
            }));
  }

  /** One thread starts others, one after the other, and waits for each. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public void startAndJoin() {
    join(
        start(
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                join(start(() -> {}));
              }
            }));
  }
}
