// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jmhpprof.profile.Event;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;

/** What the host makes sure of after a fork: that it was profiled, and that the file is there. */
final class ForkCheck {
  private ForkCheck() {}

  /**
   * Checks a measurement fork.
   *
   * @param files where the profile of each event should be
   * @return one line that says what is missing, null if nothing is
   */
  static String check(BenchmarkResult result, Map<Event, Path> files) {
    @SuppressWarnings("rawtypes") // as JMH declares it
    Map<String, Result> results = result.getSecondaryResults();
    Result<?> reported = results.get(Labels.ERROR);
    String error = reported == null ? null : reported.extendedInfo().strip();
    boolean profiled = files.keySet().stream().map(Labels::samples).anyMatch(results::containsKey);
    if (!profiled) {
      return "the fork was not profiled: "
          + (error != null ? error : "it did not load the profiler (is it on its class path?)");
    }
    for (Path file : files.values()) {
      if (error == null && sizeOf(file) <= 0) {
        return "the fork left no profile at " + file;
      }
    }
    return error;
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1;
    }
  }
}
