// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
 * What is left of the samples when the reader is too slow, and is every lost one counted?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar OverflowShare} takes about 2 minutes.
 *
 * <p>Two writers offer 250,000 samples of 16 words a second each, for one second; the reader takes
 * only its share of them. What was delivered, with what is found in the queue at the end, and what
 * was lost must be what was offered, or the run fails. Our ring counts its losses itself; for the
 * others the refused writes are counted outside.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {Queueing.AGRONA_UNSAFE, Queueing.AGRONA_UNCHECKED})
@Warmup(iterations = 1)
@Measurement(iterations = 4)
public class OverflowShare {
  private static final int BYTES = 1 << 20;
  private static final int DEPTH = 16;
  private static final int WRITERS = 2;
  private static final long RATE = 250_000;
  private static final long LENGTH_NANOS = 1_000_000_000;
  private static final long BREATH_NANOS = 50_000;

  /** What is asked. */
  @State(Scope.Thread)
  public static class Question {
    @Param public Queueing queue;

    /** The reader takes one sample in this many. */
    @Param({"2", "10", "100"})
    public int oneIn;
  }

  /** What came of it. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Counts {
    public long offered;
    public long delivered;
    public long lost;

    @Setup(Level.Iteration)
    public void reset() {
      offered = 0;
      delivered = 0;
      lost = 0;
    }
  }

  /** One second of it. */
  @Benchmark
  public void run(Question question, Counts counts) throws InterruptedException {
    SampleQueue queue = question.queue.create(BYTES, DEPTH);
    long begin = System.nanoTime();
    PacedWriter[] writers = new PacedWriter[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
      writers[i] = new PacedWriter(queue, i, DEPTH, RATE, LENGTH_NANOS);
      writers[i].start();
    }
    long[] delivered = new long[1];
    long elapsed;
    while ((elapsed = System.nanoTime() - begin) < LENGTH_NANOS) {
      long due = WRITERS * RATE * elapsed / 1_000_000_000 / question.oneIn;
      if (due > delivered[0]) {
        queue.drain(
            (kind, time, id, count, value, cost, words, depth) -> delivered[0] += count,
            (int) (due - delivered[0]));
      }
      LockSupport.parkNanos(BREATH_NANOS);
    }
    long refused = 0;
    for (PacedWriter writer : writers) {
      writer.join();
      counts.offered += writer.offered();
      refused += writer.refused();
    }
    queue.drainAll((kind, time, id, count, value, cost, words, depth) -> delivered[0] += count);
    long counted = queue.takeLost();
    counts.delivered = delivered[0];
    counts.lost = counted < 0 ? refused : counted;
    if (counts.delivered + counts.lost != counts.offered || counts.lost != refused) {
      throw new IllegalStateException(
          "%d offered, %d refused, %d delivered, %d lost"
              .formatted(counts.offered, refused, counts.delivered, counts.lost));
    }
  }
}
