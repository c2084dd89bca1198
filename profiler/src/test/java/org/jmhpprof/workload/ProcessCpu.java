// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.IterationType;

/**
 * Prints what the process spent while the profiler's window was open, if it stands behind {@code
 * -prof pprof}: JMH calls it last before an iteration and first after it.
 */
public class ProcessCpu implements InternalProfiler {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private long before;

  @Override
  public String getDescription() {
    return "CPU time of the process in each measurement iteration";
  }

  @Override
  public void beforeIteration(BenchmarkParams params, IterationParams iteration) {
    before = PROCESS.getProcessCpuTime();
  }

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterIteration(
      BenchmarkParams params, IterationParams iteration, IterationResult result) {
    if (iteration.getType() == IterationType.MEASUREMENT) {
      System.out.println("process-cpu=" + (PROCESS.getProcessCpuTime() - before) + ";");
    }
    return List.of();
  }
}
