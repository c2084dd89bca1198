// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * Prints what the profile of a measurement iteration should come to: the CPU time of the worker, by
 * its own clock, and the wall time.
 */
@State(Scope.Thread)
public class CpuClock {
  private long worker;
  private long wall;

  @Setup(Level.Iteration)
  public void start() {
    wall = System.nanoTime();
    worker = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @TearDown(Level.Iteration)
  public void print(IterationParams params) {
    worker = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - worker;
    wall = System.nanoTime() - wall;
    if (params.getType() == IterationType.MEASUREMENT) {
      System.out.println("worker-cpu=" + worker + ", wall=" + wall + ";");
    }
  }
}
