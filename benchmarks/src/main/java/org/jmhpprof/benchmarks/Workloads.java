// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What runs with a profiler and without, to see what that costs: steady, and some microseconds
 * long. The gate compares both, as docs/performance.md has it: {@code --head-prof pprof}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Workloads {
  private static final int STEPS = 4_000;
  private static final int FRAMES = 100;

  private long seed = 1;

  /** Arithmetic, right under JMH's loop. */
  @Benchmark
  public long shallow() {
    return mix();
  }

  /** The same arithmetic, 100 frames further down. */
  @Benchmark
  public long deep() {
    return descend(FRAMES);
  }

  /** Short-lived objects: the collector works as well. */
  @Benchmark
  public List<long[]> allocating() {
    List<long[]> list = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      list.add(new long[] {seed + i, i});
    }
    return list;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private long descend(int more) {
    return more == 0 ? mix() : descend(more - 1) + 1;
  }

  private long mix() {
    long mixed = seed;
    for (int i = 0; i < STEPS; i++) {
      mixed = mixed * 0x5DEECE66DL + 0xBL;
    }
    seed = mixed;
    return mixed;
  }
}
