// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/** Threads that the JVM did not start. Each operation waits for one, which takes seconds. */
@State(Scope.Thread)
public class NativeThreads {
  static {
    TestLibrary.load("nativecode");
  }

  private static final long SECOND = 1_000_000_000;

  private long spent;

  @Setup(Level.Iteration)
  public void reset() {
    spent = 0;
  }

  @TearDown(Level.Iteration)
  public void print(IterationParams params) {
    if (params.getType() == IterationType.MEASUREMENT) {
      System.out.println("native-cpu=" + spent + ";");
    }
  }

  /**
   * Runs a thread to its end and returns its CPU time.
   *
   * @param steps {@code A}ttach, {@code D}etach, {@code W}ork, {@code S}leep 300 ms
   * @param nanos of CPU time for each step of work
   */
  public static native long run(String steps, long nanos);

  /** A thread that the JVM never hears of. */
  @Benchmark
  public void neverAttached() {
    spent += run("W", SECOND);
  }

  /** A Java thread for a while, which lives on. */
  @Benchmark
  public void attachedOnce() {
    spent += run("AWDS", SECOND);
  }

  /** Twice a Java thread, known as a native one before, and at work as one between. */
  @Benchmark
  public void attachedAgain() {
    spent += run("WAWDSWAWD", SECOND / 4);
  }
}
