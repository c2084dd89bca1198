// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.GoldenProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.AverageTimeResult;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.ScalarResult;

/** When the host sends profiles. */
class HostHooksTest {
  private static final BenchmarkParams PARAMS = TestParams.withForks(2, "demo.Sort.sort");

  @TempDir Path dir;

  /** What a fork reports, whose profile the host finds or not. */
  private void fork(HostHooks host, PprofOptions options, int number, boolean profiled)
      throws Exception {
    host.jvmOptions(PARAMS);
    if (profiled) {
      Path file = new ProfileFiles(options, PARAMS).ofFork(number, Event.CPU);
      GoldenProfile.write(file, Event.CPU, number, "benchmark=demo.Sort.sort");
    }
    IterationParams measured = PARAMS.getMeasurement();
    IterationResult iteration =
        new IterationResult(PARAMS, measured, new IterationResultMetaData(1, 1));
    iteration.addResult(
        new AverageTimeResult(ResultRole.PRIMARY, "sort", 1, 100, TimeUnit.NANOSECONDS));
    iteration.addResult(new ScalarResult(Labels.SAMPLES, 127, "#", AggregationPolicy.SUM));
    host.afterFork(new BenchmarkResult(PARAMS, List.of(iteration)));
  }

  private PprofOptions options(ProfileStore store) throws Exception {
    return PprofOptions.parse("page=off;dir=" + dir + ";push=" + store.address());
  }

  @Test
  void profilesAreSentOnceWhenTheLastForkHasEnded() throws Exception {
    try (ProfileStore store = ProfileStore.taking()) {
      PprofOptions options = options(store);
      HostHooks host = new HostHooks(options);
      fork(host, options, 1, true);
      assertEquals(0, store.requests.size());
      fork(host, options, 2, true);
      assertEquals(1, store.requests.size());
    }
  }

  @Test
  void nothingIsSentOfABenchmarkThatFailed() throws Exception {
    try (ProfileStore store = ProfileStore.taking()) {
      PprofOptions options = options(store);
      HostHooks host = new HostHooks(options);
      fork(host, options, 1, true);
      // No JMH runs here whose exit status could say it.
      assertThrows(IllegalStateException.class, () -> fork(host, options, 2, false));
      assertEquals(0, store.requests.size());
    }
  }
}
