// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a write cost that finds no room, and what one that finds some?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar OverflowCost} takes about 3 minutes.
 *
 * <p>Nobody drains meanwhile, so the lines of memory are the writer's own.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {Queueing.AGRONA_UNSAFE, Queueing.AGRONA_UNCHECKED})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class OverflowCost {
  private static final int BYTES = 1 << 20;
  private static final int BATCH = 512;
  private static final int DEPTH = 1;

  @Param public Queueing queue;

  /** Whether the queue is full. */
  @Param({"false", "true"})
  public boolean full;

  private final SampleQueue.Refusals refusals = new SampleQueue.Refusals();
  private final long[] stack = {42};
  private final Latency.Recorder latency = Latency.recorder(BATCH);
  private SampleQueue samples;
  private long checksum;

  @Setup
  public void fill() {
    samples = queue.create(BYTES, DEPTH);
    while (full && samples.write(0, stack, DEPTH)) {
      // until it is
    }
  }

  /** Runs outside of what is timed. */
  @Setup(Level.Invocation)
  public void empty() {
    if (refusals.count != (full ? BATCH : 0) && refusals.count != 0) {
      throw new IllegalStateException(refusals.count + " refused");
    }
    refusals.count = 0;
    if (!full) {
      samples.drain(
          (kind, time, id, count, value, cost, words, depth) -> checksum += words[0],
          Integer.MAX_VALUE);
    }
  }

  /** Writes one frame, or fails to. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long write() {
    long nanos = samples.timedWrites(0, stack, DEPTH, BATCH, refusals);
    latency.record(nanos);
    return nanos;
  }
}
