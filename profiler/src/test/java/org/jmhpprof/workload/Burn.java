// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/** Workloads with a known answer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Burn {
  @Param({"plain"})
  public String name;

  private boolean warmup;
  private int iteration;
  private long cpuBefore;
  private long seed = 1;

  @Setup(Level.Iteration)
  public void before(IterationParams params) {
    warmup = params.getType() == IterationType.WARMUP;
    iteration++;
    cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Prints the worker's own CPU time, for comparison with what the profile says. */
  @TearDown(Level.Iteration)
  public void after() {
    long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore;
    if (!warmup) {
      System.out.println("measured-cpu-nanos=" + spent + ";");
    }
  }

  /** All of the time is in one method. */
  @Benchmark
  public long hot() {
    return warmup ? onlyInWarmup() : burn();
  }

  /** Ends the fork without a word in its third measurement iteration. */
  @Benchmark
  public long halt(IterationParams params) {
    if (!warmup && iteration == 3) {
      Runtime.getRuntime().halt(1);
    }
    return burn();
  }

  /** Fails. */
  @Benchmark
  public long fail() {
    throw new IllegalStateException("meant to fail");
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private long burn() {
    long mixed = seed;
    for (int i = 0; i < 10_000; i++) {
      mixed = mixed * 0x5DEECE66DL + 0xBL;
    }
    seed = mixed;
    return mixed;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private long onlyInWarmup() {
    return burn() + 1;
  }
}
