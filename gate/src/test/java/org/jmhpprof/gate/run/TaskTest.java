// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.junit.jupiter.api.Test;

class TaskTest {
  private static final JmhOptions OPTIONS =
      new JmhOptions(List.of("-i", "3", "-p", "size=1,2", "-bm", "all"));

  @Test
  void allOfABenchmarkAndNoOther() {
    assertEquals(
        List.of("^\\Qa.B.c\\E$", "-i", "3", "-p", "size=1,2", "-bm", "all"),
        Task.all("a.B.c").arguments(OPTIONS));
  }

  @Test
  void oneCombinationReplacesWhatTheUserAskedFor() {
    BenchmarkKey key = new BenchmarkKey("a.B.c", "avgt", new TreeMap<>(Map.of("size", "2")), 1);
    assertEquals(
        List.of("^\\Qa.B.c\\E$", "-p", "size=2", "-bm", "avgt", "-i", "3"),
        Task.only(key).arguments(OPTIONS));
  }

  @Test
  void aCommaCannotBeSaidToJmh() {
    BenchmarkKey key = new BenchmarkKey("a.B.c", "avgt", new TreeMap<>(Map.of("size", "a,b")), 1);
    assertTrue(Task.only(key).only().isEmpty());
  }
}
