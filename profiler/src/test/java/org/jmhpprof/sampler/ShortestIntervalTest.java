// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortestIntervalTest {
  @ParameterizedTest
  @CsvSource({
    "1, 5",
    "2500, 10000",
    "2501, 20000",
    "25000, 100000",
    "30000, 200000",
    "50001, 500000",
    "125001, 1000000"
  })
  void itIsARoundNumberOfAtLeastFourTimesASignal(long signal, long interval) {
    assertEquals(interval, ShortestInterval.of(signal));
  }

  @Test
  void theLineNamesTheIntervalTheCostAndAnIntervalThatWouldDo() {
    assertEquals(
        "interval=10us leaves the threads less than three quarters of their time: a signal costs 34"
            + " us; the shortest sensible interval here is 200us",
        ShortestInterval.warning(10_000, 34_400));
    assertTrue(ShortestInterval.warning(1_000_000, 300_000).startsWith("interval=1ms "));
    assertTrue(ShortestInterval.warning(10_001, 300_000).startsWith("interval=10001ns "));
  }

  /** A hundred signals in 100 ms of CPU time. */
  private static SampleCounts window(long signalNanos, long handlerNanos) {
    return new SampleCounts(
        "perf",
        100,
        100,
        0,
        0,
        0,
        0,
        0,
        100_000_000,
        100,
        signalNanos,
        0,
        handlerNanos,
        0,
        0,
        1,
        List.of(),
        null,
        null,
        null);
  }

  @Test
  void aWindowCountsTheHandlersToo() {
    assertTrue(window(25_000_000, 0).shortInterval(1_000_000).isEmpty());
    assertTrue(window(5_000_000, 20_000_000).shortInterval(1_000_000).isEmpty());
    String line = window(5_000_000, 25_000_000).shortInterval(1_000_000).orElseThrow();
    assertTrue(line.endsWith("a signal costs 300 us; the shortest sensible interval here is 2ms"));
  }

  @Test
  void overheadIsAllThatTheProfilerTook() {
    assertEquals(2_000_000 + 3_000_000 + 1, window(2_000_000, 3_000_000).overheadNanos());
  }
}
