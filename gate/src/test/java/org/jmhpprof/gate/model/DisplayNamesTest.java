// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jmhpprof.gate.model.BenchmarkKey.DisplayNames;
import org.junit.jupiter.api.Test;

class DisplayNamesTest {
  private static BenchmarkKey key(String name) {
    return new BenchmarkKey(name, "avgt", new TreeMap<>(Map.of("n", "1")), 1);
  }

  private static DisplayNames names(String... names) {
    return DisplayNames.of(Stream.of(names).map(DisplayNamesTest::key).toList());
  }

  @Test
  void asMuchOfThePackageAsTellsThemApart() {
    DisplayNames names =
        names("a.x.Bench.sort", "b.x.Bench.sort", "a.x.Bench.find", "x.Bench.sort", "run");
    assertEquals("a.x.Bench.sort [n=1] avgt", names.of(key("a.x.Bench.sort")));
    assertEquals("b.x.Bench.sort [n=1] avgt", names.of(key("b.x.Bench.sort")));
    assertEquals("x.Bench.sort [n=1] avgt", names.of(key("x.Bench.sort")));
    assertEquals("Bench.find [n=1] avgt", names.of(key("a.x.Bench.find")));
    assertEquals("run [n=1] avgt", names.of(key("run")));
    assertEquals("New.one [n=1] avgt", names.of(key("not.of.these.New.one")));
  }

  @Test
  void oneBenchmarkInSeveralModesHasOneName() {
    BenchmarkKey other = new BenchmarkKey("a.B.c", "thrpt", new TreeMap<>(), 1);
    DisplayNames names = DisplayNames.of(Stream.of(key("a.B.c"), other).toList());
    assertEquals("B.c thrpt", names.of(other));
  }
}
