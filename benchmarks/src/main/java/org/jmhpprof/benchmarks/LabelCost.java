// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jmhpprof.Label;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a label costs the benchmark that sets it, with {@code -prof pprof} and without a profiler.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class LabelCost {
  private static final int TOKENS = 10;

  private static final String[] STAGES = {"parse", "check", "print", "store"};

  private int turn;

  /** Without a label. */
  @Benchmark
  public void none() {
    Blackhole.consumeCPU(TOKENS);
  }

  /** The same label each time. */
  @Benchmark
  public void same() {
    try (Label label = Label.set("stage", "parse")) {
      Blackhole.consumeCPU(TOKENS);
    }
  }

  /** Another value each time, of four. */
  @Benchmark
  public void turns() {
    try (Label label = Label.set("stage", STAGES[turn++ & 3])) {
      Blackhole.consumeCPU(TOKENS);
    }
  }

  /** Two labels, one inside the other. */
  @Benchmark
  public void nested() {
    try (Label outer = Label.set("stage", "parse");
        Label inner = Label.set("size", "large")) {
      Blackhole.consumeCPU(TOKENS);
    }
  }
}
