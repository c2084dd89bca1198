// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jmhpprof.gate.model.Side.Failures;
import org.junit.jupiter.api.Test;

class SideTest {
  private static final BenchmarkKey ONE = key("p.A.b", "avgt");
  private static final BenchmarkKey TWO = key("p.A.b", "thrpt");
  private static final BenchmarkKey OTHER = key("p.C.d", "avgt");

  private static BenchmarkKey key(String name, String mode) {
    return new BenchmarkKey(name, mode, new TreeMap<>(), 1);
  }

  private static Side side() {
    Failures failed = new Failures(1, "threw");
    return new Side(
        "side",
        List.of("f"),
        new TreeMap<>(),
        new TreeMap<>(Map.of(ONE, failed, TWO, failed, OTHER, failed)),
        new TreeMap<>(Map.of("p.A.gone", "not in the jar", "p.C.gone", "not in the jar")));
  }

  @Test
  void someBenchmarksKeepTheirFailures() {
    Side some = side().only(name -> name.startsWith("p.A."));
    assertEquals(Set.of(ONE, TWO), some.failures().keySet());
    assertEquals(Set.of("p.A.gone"), some.absent().keySet());
    assertEquals(new TreeSet<>(Set.of("p.A.b", "p.A.gone")), some.tried());
  }

  @Test
  void someCombinationsKeepTheirFailuresAndWhatIsAbsent() {
    Side some = side().onlyKeys(key -> key.mode().equals("avgt"));
    assertEquals(Set.of(ONE, OTHER), some.failures().keySet());
    assertEquals(side().absent(), some.absent());
  }
}
