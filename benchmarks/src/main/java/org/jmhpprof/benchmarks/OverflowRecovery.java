// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
 * How long after the reader has woken up does a write into the full queue succeed again?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar OverflowRecovery} takes about 2 minutes.
 *
 * <p>A writer tries over and over to write one frame. The {@code latency} is from the beginning of
 * the reader's drain to the writer's first success; the score has the filling in it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {Queueing.AGRONA_UNSAFE, Queueing.AGRONA_UNCHECKED})
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 4, time = 1)
public class OverflowRecovery {
  private static final int BYTES = 1 << 20;
  private static final int DEPTH = 16;
  private static final int FULL_TRIES = 8;

  @Param public Queueing queue;

  /** How many samples the reader takes at once. Some queues free their space only then. */
  @Param("4096")
  public int drainLimit;

  private final Latency.Recorder latency = Latency.recorder(1);
  private final long[] stack = new long[DEPTH];
  private final AtomicInteger tries = new AtomicInteger();
  private SampleQueue samples;
  private Thread writer;
  private volatile int round;
  private volatile int answered;
  private volatile long succeededAt;

  @Setup
  public void start() {
    samples = queue.create(BYTES, DEPTH);
    writer = new Thread(this::tryOverAndOver, "writer");
    writer.setDaemon(true);
    writer.start();
  }

  @TearDown
  public void stop() throws InterruptedException {
    round = -1;
    writer.join();
  }

  private void tryOverAndOver() {
    long[] words = new long[DEPTH];
    int done = 0;
    int current;
    while ((current = round) >= 0) {
      if (current == done) {
        Thread.yield();
        continue;
      }
      while (!samples.write(1, words, DEPTH)) {
        tries.lazySet(tries.getPlain() + 1);
      }
      succeededAt = System.nanoTime();
      done = current;
      answered = done;
    }
  }

  /** Fills the queue and drains it. */
  @Benchmark
  public void fillAndDrain() {
    while (samples.write(0, stack, DEPTH)) {
      // until it is full
    }
    int begun = tries.get();
    int current = round + 1;
    round = current;
    while (tries.get() - begun < FULL_TRIES) {
      Thread.onSpinWait();
    }
    long wokenAt = System.nanoTime();
    while (answered != current) {
      samples.drain((kind, time, id, count, value, cost, words, depth) -> {}, drainLimit);
    }
    latency.record(Math.max(0, succeededAt - wokenAt));
  }
}
