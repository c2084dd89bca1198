// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jmhpprof.sampler.Sampler;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;

/**
 * The host's half of the profiler: numbers the forks, chooses their JVM options, and checks that
 * each one left its profile.
 *
 * <p>After a failed fork, later forks end before they measure anything. So JMH still prints its
 * table and writes its result files. The exit status is then 1.
 */
final class HostHooks {
  private final PprofOptions options;
  private final ForkNumber forks = new ForkNumber();
  private BenchmarkParams counted;

  HostHooks(PprofOptions options) {
    this.options = options;
  }

  /** The JVM options of the next fork. */
  Collection<String> jvmOptions(BenchmarkParams params) {
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
    String library = System.getProperty(Sampler.LIBRARY_PROPERTY);
    if (library != null) {
      // With -jvmArgs, JMH does not pass on the host's own properties.
      added.add("-D" + Sampler.LIBRARY_PROPERTY + "=" + library);
    }
    added.add(forks.jvmOption());
    return added;
  }

  /** Checks the fork that has just ended. */
  void afterFork(BenchmarkResult result) {
    if (forks.current() == ForkNumber.WARMUP) {
      return;
    }
    BenchmarkParams params = result.getParams();
    String error =
        ForkCheck.check(result, new ProfileFiles(options, params).ofFork(forks.current()));
    if (error != null) {
      String line = params.getBenchmark() + ", fork " + forks.current() + ": " + error;
      if (!ExitStatus.failAtEnd()) {
        throw new IllegalStateException("pprof: " + line);
      }
      JmhOutput.say(line + "; no further fork is measured, and the exit status is 1");
    }
  }
}
