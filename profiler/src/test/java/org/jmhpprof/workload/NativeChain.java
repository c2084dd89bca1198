// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A native method that calls five functions, each of them the next, with frame pointers or without.
 */
@State(Scope.Thread)
public class NativeChain {
  @Param({"frames", "bare"})
  private String built;

  private long seed = 1;

  @Setup
  public void load() {
    TestLibrary.load("chain" + built);
  }

  private static native long run(long seed, int steps);

  /** Calls until there are so many native frames. */
  static native long deep(long seed, int frames, int steps);

  @Benchmark
  public long deeper() {
    seed = deep(seed, 300, 10_000);
    return seed;
  }

  @Benchmark
  public long calls() {
    seed = run(seed, 10_000);
    return seed;
  }
}
