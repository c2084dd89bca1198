// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/** About as much time in the kernel as outside, in two methods whose CPU time it measures. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class Kernel {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int TOKENS = 70_000;

  private final byte[] buffer = new byte[64 << 10];
  private FileInputStream random;
  private long reading;
  private long computing;

  @Setup
  public void open() throws IOException {
    random = new FileInputStream("/dev/urandom");
  }

  @TearDown
  public void close() throws IOException {
    random.close();
  }

  @Setup(Level.Iteration)
  public void reset() {
    reading = 0;
    computing = 0;
  }

  @TearDown(Level.Iteration)
  public void print(IterationParams params) {
    if (params.getType() == IterationType.MEASUREMENT) {
      System.out.println("reading-cpu=" + reading + ", computing-cpu=" + computing + ";");
    }
  }

  @Benchmark
  public int half() throws IOException {
    long begin = THREADS.getCurrentThreadCpuTime();
    int result = read();
    long between = THREADS.getCurrentThreadCpuTime();
    compute();
    reading += between - begin;
    computing += THREADS.getCurrentThreadCpuTime() - between;
    return result;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private int read() throws IOException {
    return random.read(buffer);
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private void compute() {
    Blackhole.consumeCPU(TOKENS);
  }
}
