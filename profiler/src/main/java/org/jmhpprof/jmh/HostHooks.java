// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jmhpprof.profile.Event;
import org.jmhpprof.sampler.SignalSampler;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;

/**
 * The host's half of the profiler: numbers the forks, chooses their JVM options, checks that each
 * one left its profile, writes pages about them, and sends them to a server.
 *
 * <p>After a failure, the forks end before they measure anything. So JMH still prints its table and
 * writes its result files with all that was measured before. The exit status is then 1.
 */
final class HostHooks {
  private final PprofOptions options;
  private final ForkNumber forks = new ForkNumber();
  private final JvmFlags flags = new JvmFlags();
  private BenchmarkParams counted;

  HostHooks(PprofOptions options) {
    this.options = options;
  }

  /** The JVM options of the next fork. */
  Collection<String> jvmOptions(BenchmarkParams params) {
    if (!ExitStatus.failing()) {
      try {
        return profiled(params);
      } catch (IOException | RuntimeException e) {
        String reason = e instanceof IllegalStateException ? e.getMessage() : e.toString();
        fail(params, "the fork cannot be profiled: " + OneLine.of(reason));
      }
    }
    return ForkJvmOptions.endAtOnce(params);
  }

  private Collection<String> profiled(BenchmarkParams params) throws IOException {
    if (params != counted) {
      counted = params;
      forks.restart();
      new ProfileFiles(options, params).deleteOld();
    }
    forks.next(params);
    List<String> added =
        new ArrayList<>(
            ForkJvmOptions.of(params, options.samplerChoice(), options.virtualThreads(), flags));
    String library = System.getProperty(SignalSampler.LIBRARY_PROPERTY);
    if (library != null) {
      // With -jvmArgs, JMH does not pass on the host's own properties.
      added.add("-D" + SignalSampler.LIBRARY_PROPERTY + "=" + library);
    }
    added.add(forks.jvmOption());
    return added;
  }

  /** Checks the fork that has just ended. */
  void afterFork(BenchmarkResult result) {
    if (forks.current() != ForkNumber.WARMUP) {
      BenchmarkParams params = result.getParams();
      ProfileFiles all = new ProfileFiles(options, params);
      Map<Event, Path> files = new EnumMap<>(Event.class);
      options.events().forEach(event -> files.put(event, all.ofFork(forks.current(), event)));
      String error = ForkCheck.check(result, files);
      if (options.page() == PprofOptions.Switch.ON) {
        Pages.of(options).add(result, all, forks.current());
      }
      if (error != null) {
        fail(params, error);
      } else if (options.push() != null && forks.current() == params.getForks()) {
        Pushes.of(options).send(params, all);
      }
    }
  }

  private void fail(BenchmarkParams params, String error) {
    String line = params.getBenchmark() + ", fork " + forks.current() + ": " + error;
    if (!ExitStatus.failAtEnd()) {
      throw new IllegalStateException("pprof: " + line);
    }
    JmhOutput.say(line + "; no further fork is measured, and the exit status is 1");
  }
}
