// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.File;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/**
 * The profiler as JMH sees it. JMH makes one instance in the host and one in each fork, from the
 * same options; only results cross. It calls the external hooks in the host and the internal hooks
 * in the fork, from one thread at a time. With {@code -f 0} it calls the internal ones alone, in
 * the host.
 *
 * <p>A failure of the profiler must not pass for a good run, and must not take away what was
 * measured. JMH loses scores when a hook throws, so {@link HostHooks} and {@link ForkHooks} report
 * instead. Only a program that calls JMH's {@code Runner} itself gets an exception, since it has no
 * exit status that we could set.
 */
public class PprofProfiler implements ExternalProfiler, InternalProfiler {
  private final HostHooks host;
  private final ForkHooks fork;

  /** For JMH's list of profilers: the default options, nothing checked. */
  public PprofProfiler() {
    this(PprofOptions.DEFAULTS);
  }

  /**
   * For a run.
   *
   * @param text the options, as {@code key=value} pairs separated by semicolons
   * @throws ProfilerException one line that says what is wrong and what is allowed, or the help
   */
  public PprofProfiler(String text) throws ProfilerException {
    this(checked(PprofOptions.parse(text == null ? "" : text)));
  }

  private PprofProfiler(PprofOptions options) {
    host = new HostHooks(options);
    fork = new ForkHooks(options);
  }

  private static PprofOptions checked(PprofOptions options) throws ProfilerException {
    // JMH swallows what a constructor throws in the fork; the host has looked already.
    if (!ForkNumber.forked()) {
      ProfileFiles.requireWritable(options.dir());
    }
    return options;
  }

  @Override
  public String getDescription() {
    return "pprof: CPU profiles and others in pprof format, one file per benchmark, fork and event";
  }

  @Override
  public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
    return List.of();
  }

  @Override
  public Collection<String> addJVMOptions(BenchmarkParams params) {
    return host.jvmOptions(params);
  }

  @Override
  public void beforeTrial(BenchmarkParams params) {}

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterTrial(
      BenchmarkResult result, long pid, File stdOut, File stdErr) {
    host.afterFork(result);
    return List.of();
  }

  @Override
  public boolean allowPrintOut() {
    return true;
  }

  @Override
  public boolean allowPrintErr() {
    return true;
  }

  @Override
  public void beforeIteration(BenchmarkParams params, IterationParams iteration) {
    fork.beforeIteration(params, iteration);
  }

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterIteration(
      BenchmarkParams params, IterationParams iteration, IterationResult result) {
    return fork.afterIteration(params, iteration, result);
  }
}
