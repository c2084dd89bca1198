// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Where the time is spent is known: in the program, in the kernel, in set-up, in deep stacks. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Totals {
  private static final long SETUP_TOKENS = 100_000_000;

  /** Burns CPU time before each iteration. */
  @State(Scope.Thread)
  public static class CostlySetup {
    @Setup(Level.Iteration)
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public void burn() {
      Blackhole.consumeCPU(SETUP_TOKENS);
    }
  }

  private final byte[] buffer = new byte[8192];
  private FileInputStream zeros;

  @Setup
  public void open() throws IOException {
    zeros = new FileInputStream("/dev/zero");
  }

  @TearDown
  public void close() throws IOException {
    zeros.close();
  }

  @Benchmark
  public void user(CpuClock clock) {
    Blackhole.consumeCPU(10_000);
  }

  @Benchmark
  public int system(CpuClock clock) throws IOException {
    return zeros.read(buffer);
  }

  @Benchmark
  public int mix(CpuClock clock) throws IOException {
    Blackhole.consumeCPU(1_000);
    return zeros.read(buffer);
  }

  @Benchmark
  public void setup(CostlySetup setup) {
    Blackhole.consumeCPU(10_000);
  }

  /** Records of more than a kilobyte each. */
  @Benchmark
  public long deep(CpuClock clock) {
    return descend(150);
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static long descend(int frames) {
    if (frames == 0) {
      Blackhole.consumeCPU(10_000);
      return 0;
    }
    return descend(frames - 1) + 1;
  }
}
