// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does one signal handler cost, by the depth of the stack that it walks?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar HandlerCost} takes about 1 minute.
 *
 * <p>The figures are the profiler's own: {@code pprof.handler.p50} and {@code .p99}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class HandlerCost {
  private static final int TOKENS = 20_000;

  /** Java frames, JMH's below included. */
  @Param({"10", "50", "100", "250"})
  public int depth;

  private int missing = -1;

  /** Burns CPU at that depth. */
  @Benchmark
  public int burn() {
    if (missing < 0) {
      missing = Math.max(0, depth - (int) (long) StackWalker.getInstance().walk(Stream::count) - 1);
    }
    return descend(missing);
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private int descend(int more) {
    if (more > 0) {
      return descend(more - 1) + 1;
    }
    Blackhole.consumeCPU(TOKENS);
    return 0;
  }
}
