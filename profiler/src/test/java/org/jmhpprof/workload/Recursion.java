// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Stacks of known depth. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Recursion {
  @Param({"10", "100", "400", "1000", "3000"})
  public int frames;

  /** All of the work is done by the deepest frame. */
  @Benchmark
  public long leaf(CpuClock clock) {
    return descend(frames);
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static long descend(int left) {
    if (left == 0) {
      work();
      return 0;
    }
    return descend(left - 1) + 1;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static void work() {
    Blackhole.consumeCPU(1_000_000);
  }

  /** Each frame does its share of the work. */
  @Benchmark
  public long spread(CpuClock clock) {
    return descendAtWork(frames);
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static long descendAtWork(int left) {
    Blackhole.consumeCPU(100);
    return left == 0 ? 0 : descendAtWork(left - 1) + 1;
  }

  /** Descends until no stack is left. */
  @State(Scope.Thread)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Endless {
    @Benchmark
    public int overflow(CpuClock clock) {
      return descend(1);
    }

    private static int descend(int depth) {
      try {
        return descend(depth + 1) + 1;
      } catch (StackOverflowError e) {
        return depth;
      }
    }
  }
}
