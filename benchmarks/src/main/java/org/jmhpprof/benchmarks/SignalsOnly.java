// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * A profiler of JMH that takes no samples: every thread gets its perf event and its signals, and
 * the handler counts them. What that costs no profiler on perf events can go below; {@code
 * signals.c}.
 */
public final class SignalsOnly implements InternalProfiler {
  static final String LABEL = "signals";

  static {
    NativeParts.load("signals");
  }

  private final long intervalNanos;

  /**
   * Called by JMH.
   *
   * @param options the interval in milliseconds of a thread's CPU time
   */
  public SignalsOnly(String options) throws ProfilerException {
    try {
      intervalNanos = Long.parseLong(options) * 1_000_000;
    } catch (NumberFormatException e) {
      throw new ProfilerException("not a number of milliseconds: " + options, e);
    }
  }

  @Override
  public String getDescription() {
    return "Signals without samples";
  }

  @Override
  public void beforeIteration(BenchmarkParams params, IterationParams iteration) {
    if (start(intervalNanos) == 0) {
      throw new IllegalStateException("the kernel gives no thread a perf event");
    }
  }

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterIteration(
      BenchmarkParams params, IterationParams iteration, IterationResult result) {
    return List.of(new ScalarResult(LABEL, stop(), "#", AggregationPolicy.SUM));
  }

  /** How many threads get signals. */
  private static native int start(long nanos);

  /** How many signals there were. */
  private static native long stop();
}
