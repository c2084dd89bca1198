// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.IterationType;

/**
 * Prints the operations of each measurement iteration, and what the profiler's own threads spent
 * meanwhile.
 */
public class ProfilerCpu implements InternalProfiler {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final String OWN = "jmh-pprof-";

  private long before;

  @Override
  public String getDescription() {
    return "Operations, and CPU time of the profiler's threads";
  }

  @Override
  public void beforeIteration(BenchmarkParams params, IterationParams iteration) {
    before = cpu();
  }

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterIteration(
      BenchmarkParams params, IterationParams iteration, IterationResult result) {
    if (iteration.getType() == IterationType.MEASUREMENT) {
      long spent = cpu() - before;
      long operations = result.getMetadata().getAllOps();
      System.out.println("profiler-cpu=" + spent + ", ops=" + operations + ";");
    }
    return List.of();
  }

  private static long cpu() {
    return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().startsWith(OWN))
        .mapToLong(thread -> THREADS.getThreadCpuTime(thread.getThreadId()))
        .sum();
  }
}
