// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jmhpprof.sampler.Sampler;
import org.jmhpprof.sampler.SamplerException;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.IterationType;

/**
 * The profiler as JMH sees it. Host and fork each have their own instance, made from the same
 * options; nothing but results crosses. The host numbers the forks and checks that each one left
 * its profile; the fork samples its measurement iterations.
 *
 * <p>JMH calls an instance from one thread at a time.
 */
public class PprofProfiler implements ExternalProfiler, InternalProfiler {
  private final PprofOptions options;

  // In the host.
  private final ForkNumber forks = new ForkNumber();
  private BenchmarkParams counted;

  // In the fork; with -f 0, in the host.
  private ForkProfile profile;
  private boolean sampling;

  /** For JMH's list of profilers: the default options, nothing checked. */
  public PprofProfiler() {
    options = PprofOptions.DEFAULTS;
  }

  /**
   * For a run.
   *
   * @param text the options, as {@code key=value} pairs separated by semicolons
   * @throws ProfilerException one line that says what is wrong and what is allowed, or the help
   */
  public PprofProfiler(String text) throws ProfilerException {
    options = PprofOptions.parse(text == null ? "" : text);
    // JMH swallows what a constructor throws in the fork; the host has looked already.
    if (!ForkNumber.forked()) {
      ProfileFiles.requireWritable(options.dir());
    }
  }

  @Override
  public String getDescription() {
    return "pprof: CPU profiles in pprof format, one file per benchmark and fork";
  }

  @Override
  public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
    return List.of();
  }

  @Override
  public Collection<String> addJVMOptions(BenchmarkParams params) {
    if (params != counted) {
      counted = params;
      forks.restart();
      try {
        new ProfileFiles(options, params).deleteOld();
      } catch (IOException e) {
        throw new IllegalStateException(
            "pprof: old profiles cannot be deleted: " + OneLine.of(e.toString()), e);
      }
    }
    forks.next(params);
    List<String> added = new ArrayList<>(ForkJvmOptions.of(params));
    added.add(forks.jvmOption());
    return added;
  }

  @Override
  public void beforeTrial(BenchmarkParams params) {}

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterTrial(
      BenchmarkResult result, long pid, File stdOut, File stdErr) {
    if (forks.current() == ForkNumber.WARMUP) {
      return List.of();
    }
    Path file = new ProfileFiles(options, result.getParams()).ofFork(forks.current());
    if (!result.getSecondaryResults().containsKey(Labels.SAMPLES)) {
      throw new IllegalStateException(
          "pprof: fork " + forks.current() + " ran without the profiler; its output says why");
    }
    if (!Files.isRegularFile(file) || file.toFile().length() == 0) {
      throw new IllegalStateException(
          "pprof: fork " + forks.current() + " left no profile at " + file);
    }
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
    if (ForkNumber.forked() && ForkNumber.here() == ForkNumber.WARMUP) {
      return;
    }
    try {
      // Before the first iteration of all, so that the workers start under our eyes.
      Sampler.load();
      if (iteration.getType() == IterationType.MEASUREMENT) {
        if (profile == null) {
          profile = new ForkProfile(options, params, ForkNumber.here());
        }
        profile.start();
        sampling = true;
      }
    } catch (SamplerException e) {
      report(e);
    }
  }

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterIteration(
      BenchmarkParams params, IterationParams iteration, IterationResult result) {
    if (!sampling) {
      return List.of();
    }
    sampling = false;
    try {
      boolean last = profile.isLast(iteration);
      return profile.stop(
          result.getMetadata() == null ? 0 : result.getMetadata().getAllOps(), last);
    } catch (SamplerException e) {
      report(e);
      return List.of();
    }
  }

  /**
   * The benchmark's own score survives in a fork: there the host fails the run when it misses our
   * results.
   */
  private static void report(SamplerException e) {
    if (!ForkNumber.forked()) {
      throw new IllegalStateException("pprof: " + e.getMessage(), e);
    }
    System.out.println("pprof: " + OneLine.of(String.valueOf(e.getMessage())));
  }
}
