// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.File;
import java.io.IOException;
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
import org.openjdk.jmh.results.TextResult;
import org.openjdk.jmh.runner.IterationType;

/**
 * The profiler as JMH sees it. Host and fork each have their own instance, made from the same
 * options; nothing but results crosses. The host numbers the forks and checks that each one left
 * its profile; the fork samples its measurement iterations.
 *
 * <p>A failure of the profiler must not pass for a good run, and must not take away what was
 * measured. JMH loses scores when a hook throws, so none does: a fork without a complete profile is
 * measured to its end and hands the reason to the host as a result. The host lets later forks end
 * before they measure anything, so that JMH comes to its table of results and writes its files, and
 * makes the exit status 1. A program that calls JMH's {@code Runner} itself gets an exception
 * instead. Without a fork everything is measured, and the status is 1.
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
  private String failure;
  private boolean reported;

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
    if (ExitStatus.failing()) {
      // Such a JVM ends with status 0 before main: for JMH a fork without results.
      return List.of("--dry-run");
    }
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
    String error = ForkCheck.check(result, file);
    if (error != null) {
      String line = result.getParams().getBenchmark() + ", fork " + forks.current() + ": " + error;
      if (!ExitStatus.failAtEnd()) {
        throw new IllegalStateException("pprof: " + line);
      }
      say(line + "; no further fork is measured, and the exit status is 1");
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
    if (ForkNumber.here() == ForkNumber.WARMUP || failure != null) {
      return;
    }
    try {
      // Before the first iteration of all, so that the workers start under our eyes.
      Sampler.load();
      if (iteration.getType() == IterationType.MEASUREMENT) {
        if (profile == null) {
          profile = openProfile(params);
        }
        profile.start();
        sampling = true;
      }
    } catch (Throwable e) {
      fail(e);
    }
  }

  private ForkProfile openProfile(BenchmarkParams params) throws SamplerException, IOException {
    if (!ForkNumber.forked()) {
      new ProfileFiles(options, params).deleteOld();
    }
    return new ForkProfile(options, params, ForkNumber.here());
  }

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterIteration(
      BenchmarkParams params, IterationParams iteration, IterationResult result) {
    if (ForkNumber.here() == ForkNumber.WARMUP
        || iteration.getType() != IterationType.MEASUREMENT) {
      return List.of();
    }
    if (sampling) {
      sampling = false;
      try {
        List<Result<?>> results =
            profile.stop(result.getMetadata().getAllOps(), profile.isLast(iteration));
        if (!ForkNumber.forked() && results.stream().anyMatch(PprofProfiler::isError)) {
          ExitStatus.failAtEnd();
        }
        return results;
      } catch (Throwable e) {
        fail(e);
      }
    }
    if (reported) {
      return List.of();
    }
    reported = true;
    return List.of(new TextResult(failure + "\n", Labels.ERROR));
  }

  private static boolean isError(Result<?> result) {
    return result.getLabel().equals(Labels.ERROR);
  }

  /** Not thrown, for the score must not suffer: what goes wrong from here on is reported. */
  private void fail(Throwable e) {
    failure = OneLine.of(e instanceof SamplerException ? e.getMessage() : e.toString());
    say(failure);
    if (!ForkNumber.forked()) {
      ExitStatus.failAtEnd();
    }
  }

  /** A line of its own in JMH's output, which may be in the middle of one. */
  static void say(String line) {
    System.out.println();
    System.out.println("pprof: " + line);
  }
}
