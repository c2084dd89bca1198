// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * A profiler of JMH that reports the distribution of what a benchmark timed itself, in batches: an
 * operation of 20 ns cannot be measured with a clock that takes as long.
 *
 * <p>{@code latency.p0.10} and {@code latency.p0.50} are per operation: a batch's time, divided by
 * its size. A rare delay meets one operation of a batch and must not be divided, so the tails are
 * those of whole batches, {@code batch.p0.50} to {@code batch.max}: what they exceed {@code
 * batch.p0.50} by is the delay. All are taken from all iterations and forks together. {@code
 * latency.clock} is what reading the clock twice adds to one operation, the median of a thousand;
 * it is not subtracted.
 */
public final class Latency implements InternalProfiler {
  private static final long LONGEST_NANOS = 100_000_000_000L;
  private static final List<Recorder> RECORDERS = new ArrayList<>();

  /** Takes the times of one thread's batches. */
  static final class Recorder {
    private final SingleWriterRecorder batches = new SingleWriterRecorder(LONGEST_NANOS, 3);
    private final int size;

    private Recorder(int size) {
      this.size = size;
    }

    /** One batch, ns. */
    void record(long nanos) {
      batches.recordValue(Math.min(nanos, LONGEST_NANOS));
    }
  }

  /** A recorder for the calling thread's batches of this many operations. */
  static Recorder recorder(int size) {
    synchronized (RECORDERS) {
      Recorder recorder = new Recorder(size);
      RECORDERS.add(recorder);
      return recorder;
    }
  }

  @Override
  public String getDescription() {
    return "Distribution of the times that a benchmark took of its own batches";
  }

  @Override
  public void beforeIteration(BenchmarkParams params, IterationParams iteration) {
    synchronized (RECORDERS) {
      RECORDERS.forEach(recorder -> recorder.batches.reset());
    }
  }

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterIteration(
      BenchmarkParams params, IterationParams iteration, IterationResult result) {
    Histogram all = new Histogram(LONGEST_NANOS, 3);
    int size;
    synchronized (RECORDERS) {
      if (RECORDERS.isEmpty()) {
        return List.of();
      }
      size = RECORDERS.get(0).size;
      RECORDERS.forEach(recorder -> all.add(recorder.batches.getIntervalHistogram()));
    }
    List<Result<?>> results = new ArrayList<>();
    results.add(new PercentileResult("latency.p0.10", all, 10, size));
    results.add(new PercentileResult("latency.p0.50", all, 50, size));
    if (size > 1) {
      results.add(new PercentileResult("batch.p0.50", all, 50, 1));
    }
    results.add(new PercentileResult("batch.p0.90", all, 90, 1));
    results.add(new PercentileResult("batch.p0.99", all, 99, 1));
    results.add(new PercentileResult("batch.p0.999", all, 99.9, 1));
    results.add(new PercentileResult("batch.max", all, 100, 1));
    results.add(
        new ScalarResult(
            "latency.clock", (double) clockNanos() / size, "ns/op", AggregationPolicy.AVG));
    return results;
  }

  private static long clockNanos() {
    Histogram clock = new Histogram(LONGEST_NANOS, 3);
    for (int i = 0; i < 1000; i++) {
      long begin = System.nanoTime();
      long end = System.nanoTime();
      clock.recordValue(end - begin);
    }
    return clock.getValueAtPercentile(50);
  }
}
