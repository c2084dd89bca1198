// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.jmhpprof.gate.model.Settings.Correction;
import org.jmhpprof.gate.model.Side;
import org.junit.jupiter.api.Test;

class AaStudyTest {
  private static final int COMPARISONS = 100;

  private static Side half(long seed) {
    Random random = new Random(seed);
    TreeMap<BenchmarkKey, BenchmarkResult> results = new TreeMap<>();
    for (String name : List.of("a.A.one", "a.A.two")) {
      List<Fork> forks = new ArrayList<>();
      for (int block = 1; block <= 11; block++) {
        double value = 100 * Math.exp(0.1 * random.nextGaussian());
        forks.add(new Fork("f", 1, block, "s", List.of(value)));
      }
      BenchmarkKey key = new BenchmarkKey(name, "avgt", new TreeMap<>(), 1);
      Metric metric = new Metric(Metric.SCORE, "ns/op", Direction.LOWER_IS_BETTER);
      TreeMap<String, Series> metrics = new TreeMap<>();
      metrics.put(Metric.SCORE, new Series(metric, forks));
      results.put(
          key,
          new BenchmarkResult(
              key, Fingerprint.UNKNOWN, metrics, true, List.of(), List.of(), List.of(), List.of()));
    }
    return new Side("", List.of(), results, new TreeMap<>());
  }

  private static AaStudy.Alarms alarms(AaStudy study, Correction correction) {
    Settings settings = new Settings(0.05, 0, correction, 1, false);
    Judge judge = new Judge(settings, Optional.empty());
    return study.run(judge, COMPARISONS, new Random(1));
  }

  @Test
  void benchmarksThatAreJudgedAloneAreMoreComparisonsThanSuites() {
    AaStudy study = new AaStudy(half(1), half(2), 3);
    Judge lax = new Judge(Settings.DEFAULTS, Optional.empty());
    assertEquals(6, study.independentAlone(lax, new Random(1)).trials(), "no fork is used twice");
    AaStudy.Alarms each = alarms(study, Correction.NONE);
    assertEquals(2 * COMPARISONS, each.benchmarks().trials());
    assertTrue(each.benchmarks().count() > 0, "at a margin of 0 there are false alarms");
    AaStudy.Alarms holm = alarms(study, Correction.HOLM);
    assertTrue(holm.benchmarks().count() < each.benchmarks().count());
  }
}
