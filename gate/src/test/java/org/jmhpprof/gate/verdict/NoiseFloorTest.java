// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fingerprint;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.verdict.AaStudy.NoiseFloor;
import org.junit.jupiter.api.Test;

class NoiseFloorTest {
  private static final double OF_BLOCKS = 0.1;
  private static final double OF_FORKS = 0.01;

  /** Blocks that differ by 10 %, of two forks that differ by 1 %. */
  private static BenchmarkResult result(String design) {
    Random random = new Random(1);
    List<Fork> forks = new ArrayList<>();
    for (int block = 1; block <= 200; block++) {
      double mean = OF_BLOCKS * random.nextGaussian();
      for (int side = 0; side < 2; side++) {
        double value = 100 * Math.exp(mean + OF_FORKS * random.nextGaussian());
        forks.add(new Fork("f", 1, block, "s", List.of(value)));
      }
    }
    Metric metric = new Metric(Metric.SCORE, "ns/op", Direction.LOWER_IS_BETTER);
    return new BenchmarkResult(
        new BenchmarkKey("a.A.b", "avgt", new TreeMap<>(), 1),
        new Fingerprint(new TreeMap<>(Map.of("design", design)), new TreeMap<>()),
        new TreeMap<>(Map.of(Metric.SCORE, new Series(metric, forks))),
        true,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  void pairsNeedWhatTheirDifferencesNeedAtTheMarginOfPairs() {
    NoiseFloor pairs = NoiseFloor.of(result("pairs"), Settings.DEFAULTS);
    double variance = 2 * OF_FORKS * OF_FORKS;
    assertEquals(
        Change.forksNeeded(Math.log1p(0.02), variance, true, 0.025), pairs.forksNeeded(), 1);
    NoiseFloor turns = NoiseFloor.of(result("turns"), Settings.DEFAULTS);
    assertTrue(turns.forksNeeded() > 10 * pairs.forksNeeded(), turns + " and " + pairs);
    assertEquals(OF_BLOCKS, pairs.betweenForks(), OF_BLOCKS / 4);
    assertEquals(Math.sqrt(2) * OF_FORKS, pairs.withinBlocks(), OF_FORKS / 4);
  }
}
