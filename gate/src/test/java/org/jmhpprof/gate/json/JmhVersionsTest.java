// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Side;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that JMH wrote, of four versions: see the fixture {@code Shapes}. */
class JmhVersionsTest {
  private static final String SHAPES = "org.jmhpprof.gate.fixture.Shapes.";

  private static Side read(String version) throws Exception {
    Path file = Path.of(JmhVersionsTest.class.getResource("jmh-" + version + ".json").toURI());
    return SideReader.read(version, List.of(file));
  }

  private static BenchmarkResult result(Side side, String name, String mode) {
    return side.results().values().stream()
        .filter(each -> each.key().benchmark().equals(SHAPES + name))
        .filter(each -> each.key().mode().equals(mode))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.21", "1.29", "1.36", "1.37"})
  void everyBenchmarkModeAndParameterIsOne(String version) throws Exception {
    Set<String> keys =
        read(version).results().keySet().stream()
            .map(BenchmarkKey::display)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        Set.of(
            "Shapes.allModes avgt",
            "Shapes.allModes sample",
            "Shapes.allModes ss",
            "Shapes.allModes thrpt",
            "Shapes.counters thrpt",
            "Shapes.pair thrpt x2",
            "Shapes.params [size=1] avgt",
            "Shapes.params [size=a,b] avgt"),
        keys);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.21", "1.29", "1.36", "1.37"})
  void everyModeHasTwoForksAndItsDirection(String version) throws Exception {
    Side side = read(version);
    for (String mode : List.of("avgt", "sample", "ss", "thrpt")) {
      BenchmarkResult result = result(side, "allModes", mode);
      assertEquals(2, result.metrics().get("score").forks().size(), mode);
      assertEquals(
          mode.equals("thrpt") ? Direction.HIGHER_IS_BETTER : Direction.LOWER_IS_BETTER,
          result.metrics().get("score").metric().direction());
      for (Fork fork : result.metrics().get("score").forks()) {
        assertEquals(3, fork.iterations().size(), mode);
      }
      assertTrue(result.forked());
      assertTrue(result.conflicts().isEmpty() && result.notes().isEmpty(), result::toString);
    }
    assertEquals(version, result(side, "allModes", "ss").fingerprint().facts().get("jmhVersion"));
    assertEquals("gc stack", result(side, "allModes", "ss").fingerprint().facts().get("profilers"));
    assertEquals("17", result(side, "allModes", "ss").fingerprint().facts().get("jdk"));
    // Recorded in some of the files; whether JMH waits for its lock is no condition of a result.
    assertFalse(result(side, "allModes", "ss").fingerprint().toString().contains("ignoreLock"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.21", "1.29", "1.36", "1.37"})
  void samplesBecomePercentilesOfForks(String version) throws Exception {
    BenchmarkResult sampled = result(read(version), "allModes", "sample");
    assertEquals(2, sampled.metrics().get("score:p50").forks().size());
    assertEquals(1, sampled.metrics().get("score:p99").forks().get(0).iterations().size());
    double median = sampled.metrics().get("score:p50").forks().get(0).iterations().get(0);
    double tail = sampled.metrics().get("score:p99").forks().get(0).iterations().get(0);
    assertTrue(median > 0 && median <= tail, median + " " + tail);
    // JMH's own, of single iterations, are told and not gated.
    sampled
        .metrics()
        .forEach(
            (name, series) ->
                assertTrue(
                    !name.matches("(.*\u00b7)?p[01].*")
                        || series.metric().direction() == Direction.UNKNOWN,
                    name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.21", "1.29", "1.36", "1.37"})
  void secondariesLoseTheirDotAndKnowTheirDirection(String version) throws Exception {
    Map<String, Direction> directions = new TreeMap<>();
    BenchmarkResult grouped = result(read(version), "pair", "thrpt");
    grouped.metrics().forEach((name, series) -> directions.put(name, series.metric().direction()));
    assertEquals(Direction.HIGHER_IS_BETTER, directions.get("get"));
    assertEquals(Direction.HIGHER_IS_BETTER, directions.get("increment"));
    assertEquals(Direction.LOWER_IS_BETTER, directions.get("gc.alloc.rate.norm"));
    assertEquals(Direction.UNKNOWN, directions.get("gc.alloc.rate"));
    assertEquals(Direction.UNKNOWN, directions.get("gc.count"));
    // Its figures are all NaN.
    assertFalse(directions.containsKey("stack"));
  }
}
