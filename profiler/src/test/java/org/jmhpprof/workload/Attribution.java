// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Which method, which line, which caller the time belongs to is known. */
@State(Scope.Thread)
public class Attribution {
  private static final int UNIT = 2_000;

  private long seed = 1;

  @Benchmark
  public long threeToOne() {
    return three() + one();
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private long three() {
    return seed = churn(seed, 3 * UNIT);
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private long one() {
    return seed = churn(seed, UNIT);
  }

  @CompilerControl(CompilerControl.Mode.INLINE)
  private static long churn(long from, int steps) {
    long mixed = from;
    for (int i = 0; i < steps; i++) {
      mixed = mixed * 0x5DEECE66DL + 0xBL;
    }
    return mixed;
  }

  @Benchmark
  public long lines() {
    return twoLoops();
  }

  /** The second loop is nine times the first. */
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private long twoLoops() {
    long mixed = seed;
    for (int i = 0; i < UNIT; i++) {
      mixed = mixed * 0x5DEECE66DL + 0xBL; // cold
    }
    for (int i = 0; i < 9 * UNIT; i++) {
      mixed = (mixed ^ 0x2545F4914F6CDD1DL) * 0x9E3779B97F4A7C15L; // hot
    }
    return seed = mixed;
  }
}
