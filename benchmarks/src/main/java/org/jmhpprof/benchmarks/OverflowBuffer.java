// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.ring.SampleConsumer;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Which {@code buffer} does a user need for so many ticks a second?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar OverflowBuffer} takes about 5 minutes.
 *
 * <p>Ticks come from CPU time, so there are as many each second as there are busy processors, times
 * 1,000 at {@code interval=1ms}; more threads than processors do not make more of them. Each sample
 * has 64 words and is counted in a table. The reader keeps to the rule of the profiler's own: a
 * pause of 100 ms, halved when more than a quarter of the ring was full, doubled again below a
 * sixteenth. A run is the first two seconds, in which it has to find its pace.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class OverflowBuffer {
  private static final int DEPTH = 64;
  private static final int SAMPLE_BYTES = 40 + 8 * DEPTH;
  private static final long LENGTH_NANOS = 2_000_000_000;
  private static final long LONGEST_PAUSE_MILLIS = 100;

  /** What is asked. */
  @State(Scope.Thread)
  public static class Question {
    @Param({"2000", "8000", "32000", "128000", "512000"})
    public int ticksPerSecond;

    @Param({"262144", "1048576", "4194304", "16777216"})
    public int buffer;
  }

  /** What came of it. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Counts {
    public long offered;
    public long lost;

    @Setup(Level.Iteration)
    public void reset() {
      offered = 0;
      lost = 0;
    }
  }

  /** Two seconds of it. */
  @Benchmark
  public void run(Question question, Counts counts) throws InterruptedException {
    SampleQueue ring = Queueing.JAVA.create(question.buffer, DEPTH);
    PacedWriter writer = new PacedWriter(ring, 0, DEPTH, question.ticksPerSecond, LENGTH_NANOS);
    writer.start();
    StackTable table = new StackTable();
    SampleConsumer reader =
        (kind, time, id, count, value, cost, words, depth) ->
            table.add(id, words, depth, count, value);
    long pause = LONGEST_PAUSE_MILLIS;
    while (writer.isAlive()) {
      writer.join(pause);
      long bytes = 0;
      int drained;
      while ((drained = ring.drain(reader, 4096)) > 0) {
        bytes += (long) drained * SAMPLE_BYTES;
      }
      if (bytes > question.buffer / 4) {
        pause = Math.max(1, pause / 2);
      } else if (bytes < question.buffer / 16) {
        pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
      }
    }
    counts.offered = writer.offered();
    counts.lost = ring.takeLost();
    ring.drainAll(reader);
    if (counts.lost != writer.refused() || table.total(0) + counts.lost != counts.offered) {
      throw new IllegalStateException(
          "%d offered, %d delivered, %d lost, %d refused"
              .formatted(counts.offered, table.total(0), counts.lost, writer.refused()));
    }
  }
}
