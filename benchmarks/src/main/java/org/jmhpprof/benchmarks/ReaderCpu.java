// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * A profiler of JMH that looks at ours: how much of a processor its thread takes during an
 * iteration, and how much memory the process has at its end.
 */
public final class ReaderCpu implements InternalProfiler {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private long reader;
  private long cpu;
  private long time;

  @Override
  public String getDescription() {
    return "CPU time of the pprof profiler's own thread";
  }

  @Override
  public void beforeIteration(BenchmarkParams params, IterationParams iteration) {
    reader = -1;
    for (ThreadInfo thread : THREADS.dumpAllThreads(false, false, 0)) {
      if (thread.getThreadName().equals("jmh-pprof-reader")) {
        reader = thread.getThreadId();
        cpu = THREADS.getThreadCpuTime(reader);
      }
    }
    time = System.nanoTime();
  }

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterIteration(
      BenchmarkParams params, IterationParams iteration, IterationResult result) {
    long nanos = System.nanoTime() - time;
    double percent = reader < 0 ? 0 : 100.0 * (THREADS.getThreadCpuTime(reader) - cpu) / nanos;
    return List.of(
        new ScalarResult("reader.cpu", percent, "%", AggregationPolicy.AVG),
        new ScalarResult("resident", residentKib() / 1024.0, "MiB", AggregationPolicy.MAX));
  }

  private static long residentKib() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("/proc/self/status has no VmRSS");
  }
}
