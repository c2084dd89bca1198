// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.IterationType;

/**
 * Prints what the process spent while the profiler's window was open, and what the Java threads
 * that were alive at its end spent of it. This holds if it comes after {@code -prof pprof} among
 * the arguments: then JMH calls it last before an iteration and first after it.
 */
public class ProcessCpu implements InternalProfiler {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private long before;
  private final Map<Long, Long> javaBefore = new HashMap<>();

  @Override
  public String getDescription() {
    return "CPU time of the process in each measurement iteration";
  }

  @Override
  public void beforeIteration(BenchmarkParams params, IterationParams iteration) {
    javaBefore.clear();
    javaBefore.putAll(javaThreads());
    before = PROCESS.getProcessCpuTime();
  }

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterIteration(
      BenchmarkParams params, IterationParams iteration, IterationResult result) {
    if (iteration.getType() == IterationType.MEASUREMENT) {
      long process = PROCESS.getProcessCpuTime() - before;
      long java = 0;
      for (Map.Entry<Long, Long> thread : javaThreads().entrySet()) {
        java += thread.getValue() - javaBefore.getOrDefault(thread.getKey(), 0L);
      }
      System.out.println("process-cpu=" + process + ", java-cpu=" + java + ";");
    }
    return List.of();
  }

  private static Map<Long, Long> javaThreads() {
    long[] ids = THREADS.getAllThreadIds();
    long[] nanos = THREADS.getThreadCpuTime(ids);
    Map<Long, Long> found = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      if (nanos[i] >= 0) {
        found.put(ids[i], nanos[i]);
      }
    }
    return found;
  }
}
