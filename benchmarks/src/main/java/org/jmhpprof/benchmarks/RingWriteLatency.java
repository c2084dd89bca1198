// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How long does it take to write one sample, while the reader drains?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar RingWriteLatency} takes about 9 minutes.
 *
 * <p>Writers write 16 samples back to back and read the clock around them: that is the {@code
 * latency}. Then they wait, outside of it, until the reader is less than a quarter of the ring
 * behind. So the score, which has the waiting in it, is what writers and reader can keep up
 * together, and {@code refused} should be 0: a refused write is a fast one.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {Queueing.AGRONA_UNSAFE, Queueing.AGRONA_UNCHECKED})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class RingWriteLatency {
  private static final int BYTES = 1 << 20;
  private static final int BATCH = 16;

  /** The queue and its reader. */
  @State(Scope.Benchmark)
  public static class Shared {
    @Param({"16", "64"})
    public int words;

    @Param public Queueing queue;

    private final AtomicInteger writers = new AtomicInteger();
    private SampleQueue samples;
    private Drainer drainer;
    private long mostBehind;

    @Setup
    public void start(BenchmarkParams params) {
      samples = queue.create(BYTES, words);
      drainer = new Drainer(samples, params.getThreads());
      mostBehind = samples.capacity(words) / 4;
    }

    @TearDown
    public void stop(Blackhole blackhole) throws InterruptedException {
      blackhole.consume(drainer.finish());
    }
  }

  /** One writing thread. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Writer {
    public long refused;
    private final SampleQueue.Refusals refusals = new SampleQueue.Refusals();
    private final Latency.Recorder latency = Latency.recorder(BATCH);
    private long[] stack;
    private int id;
    private long written;

    @Setup
    public void start(Shared shared) {
      stack = new SplittableRandom(1).longs(shared.words).toArray();
      id = shared.writers.getAndIncrement();
    }

    @Setup(Level.Iteration)
    public void reset() {
      refused = 0;
    }
  }

  /** The signal handler's situation on one busy thread. */
  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(BATCH)
  public void oneWriter(Shared shared, Writer writer) {
    write(shared, writer);
  }

  /** Two writers and the reader. */
  @Benchmark
  @Threads(2)
  @OperationsPerInvocation(BATCH)
  public void twoWriters(Shared shared, Writer writer) {
    write(shared, writer);
  }

  private static void write(Shared shared, Writer writer) {
    SampleQueue.Refusals refusals = writer.refusals;
    refusals.count = 0;
    writer.latency.record(
        shared.samples.timedWrites(writer.id, writer.stack, shared.words, BATCH, refusals));
    writer.refused += refusals.count;
    writer.written += BATCH - refusals.count;
    while (writer.written - shared.drainer.drained(writer.id) > shared.mostBehind) {
      Thread.yield();
    }
  }
}
