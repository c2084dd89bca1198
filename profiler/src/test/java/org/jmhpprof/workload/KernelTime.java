// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/** Takes turns between the kernel and computing, and knows what each of the two cost. */
@State(Scope.Thread)
public class KernelTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  // Of the length at which the kernel looks for signals: it would end a longer read at each sample,
  // and each sample would find the next turns at the same place.
  private static final int PAGE = 4_096;

  // For the same reason, turns differ in length.
  private final SplittableRandom turns = new SplittableRandom(1);

  private final byte[] bytes = new byte[65_536];
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
      System.out.println("reading=" + reading + ", computing=" + computing + ";");
    }
  }

  @Benchmark
  public void turns() throws IOException {
    long start = THREADS.getCurrentThreadCpuTime();
    read();
    long between = THREADS.getCurrentThreadCpuTime();
    compute();
    computing += THREADS.getCurrentThreadCpuTime() - between;
    reading += between - start;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private void read() throws IOException {
    for (int i = 0; i < bytes.length; i += PAGE) {
      random.read(bytes, i, PAGE);
    }
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private void compute() {
    Blackhole.consumeCPU(turns.nextInt(150_000));
  }
}
