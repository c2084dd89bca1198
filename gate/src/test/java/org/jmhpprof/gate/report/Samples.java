// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.Attributor;
import org.jmhpprof.gate.attribution.Attributor.UserCode;
import org.jmhpprof.gate.attribution.ProfiledFork;
import org.jmhpprof.gate.attribution.TestFork;
import org.jmhpprof.gate.json.HistoryFile.PastRun;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult.Fingerprint;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Comparison.Flag;
import org.jmhpprof.gate.model.Comparison.ForkPoint;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Estimate.Estimator;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.SuiteResult.Conclusion;
import org.jmhpprof.gate.model.SuiteResult.EnvironmentShift;
import org.jmhpprof.gate.model.Verdict;

/** Reports with something of everything. */
final class Samples {
  static final String HOSTILE = "</script><img src=x onerror=alert(1)>|`*_\n\u0000&\"'";

  /** What a function's name must not become. */
  static final String TAG = "<img src=x onerror=alert(1)>";

  private Samples() {}

  static Report report() {
    List<Comparison> comparisons = new ArrayList<>();
    comparisons.add(comparison(TestFork.KEY, Metric.SCORE, Verdict.REGRESSED, 1.3));
    comparisons.add(comparison(key("demo.Bench.fine"), Metric.SCORE, Verdict.OK, 1.01));
    comparisons.add(
        comparison(key("demo.Bench.fine"), "gc.alloc.rate.norm", Verdict.IMPROVED, 0.8));
    comparisons.add(comparison(key("demo.Bench.noisy"), Metric.SCORE, Verdict.INCONCLUSIVE, 1.1));
    comparisons.add(none(key("demo.Bench.gone"), Verdict.MISSING));
    comparisons.add(none(key("demo.Bench.other"), Verdict.INCOMPARABLE));
    comparisons.add(none(key("demo.Bench.fresh"), Verdict.NEW));
    comparisons.add(none(key("demo." + HOSTILE + ".run"), Verdict.NOT_GATED));
    SortedMap<BenchmarkKey, Attribution> attributions = new TreeMap<>();
    attributions.put(TestFork.KEY, attribution());
    return report(suite(comparisons), attributions, "src/main/java");
  }

  /** One new benchmark, which is called so. */
  static Report named(String name) {
    return report(suite(List.of(none(key(name), Verdict.NEW))), new TreeMap<>(), "");
  }

  static Report large(int benchmarks) {
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < benchmarks; i++) {
      Verdict verdict = i % 3 == 0 ? Verdict.REGRESSED : Verdict.OK;
      comparisons.add(comparison(key("demo.Large.bench" + i), Metric.SCORE, verdict, 1.2));
    }
    return report(suite(comparisons), new TreeMap<>(), "");
  }

  /** Two benchmarks of one name in two packages, one of which failed in head. */
  static Report namesakes() {
    return report(
        suite(
            List.of(
                none(key("one.Bench.sort"), Verdict.FAILED),
                none(key("two.Bench.sort"), Verdict.MISSING))),
        new TreeMap<>(),
        "");
  }

  private static Report report(
      SuiteResult suite, SortedMap<BenchmarkKey, Attribution> attributions, String sourceRoot) {
    return report(suite, attributions, List.of(), sourceRoot);
  }

  /** The report with so many runs before it, each of which cost one percent more. */
  static Report withHistory(int runs) {
    Report report = report();
    List<PastRun> history = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      double ratio = 1 + 0.01 * i;
      PastRun.Point known =
          new PastRun.Point(
              TestFork.KEY.full(),
              "ns/op",
              100.0,
              100 * ratio,
              ratio,
              ratio - 0.005,
              ratio + 0.005,
              Verdict.OK);
      history.add(new PastRun("c0ffee" + i + TAG, "2026-01-0" + (i + 1), 7L, List.of(known)));
    }
    return report(report.suite(), report.attributions(), history, "");
  }

  private static Report report(
      SuiteResult suite,
      SortedMap<BenchmarkKey, Attribution> attributions,
      List<PastRun> history,
      String sourceRoot) {
    return new Report(
        suite, Conclusion.of(suite, false), attributions, history, "test", sourceRoot);
  }

  private static SuiteResult suite(List<Comparison> comparisons) {
    return new SuiteResult(
        "old.jar",
        "new.jar " + HOSTILE,
        Settings.DEFAULTS,
        Fingerprint.UNKNOWN,
        Fingerprint.UNKNOWN,
        comparisons,
        comparisons.size(),
        true,
        new EnvironmentShift(2, Double.NaN, 1, false),
        false,
        false,
        List.of("a warning " + HOSTILE));
  }

  static BenchmarkKey key(String benchmark) {
    TreeMap<String, String> params = new TreeMap<>();
    params.put("size", "10");
    return new BenchmarkKey(benchmark, "avgt", params, 1);
  }

  private static Comparison none(BenchmarkKey key, Verdict verdict) {
    return new Comparison(
        key,
        new Metric(Metric.SCORE, "ns/op", Direction.LOWER_IS_BETTER),
        verdict,
        Optional.empty(),
        Double.NaN,
        Double.NaN,
        List.of(),
        List.of(),
        Set.of(),
        List.of("why " + HOSTILE));
  }

  private static Comparison comparison(
      BenchmarkKey key, String metric, Verdict verdict, double ratio) {
    Estimate estimate =
        new Estimate(
            Estimator.PAIRED_LOG,
            ratio,
            ratio - 0.05,
            ratio + 0.05,
            0.95,
            100 * (ratio - 1),
            100 * (ratio - 1.05),
            100 * (ratio - 0.95),
            "ns/op",
            0.02,
            Double.POSITIVE_INFINITY,
            0.05,
            0.001,
            0.008,
            0.9,
            1,
            verdict == Verdict.INCONCLUSIVE ? 17 : 0,
            new TreeMap<>());
    return new Comparison(
        key,
        new Metric(metric, "ns/op", Direction.LOWER_IS_BETTER),
        verdict,
        Optional.of(estimate),
        100,
        100 * ratio,
        forks(100),
        forks(100 * ratio),
        EnumSet.of(Flag.UNSTEADY_FORKS),
        List.of("a note"));
  }

  private static List<ForkPoint> forks(double mean) {
    List<ForkPoint> forks = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      double drift = i == 3 ? Double.NaN : 1.01;
      forks.add(
          new ForkPoint("file.json", i, i, "2026-01-01T00:00:00Z", mean + i - 3.5, drift, i != 2));
    }
    return forks;
  }

  private static Attribution attribution() {
    List<ProfiledFork> base = new ArrayList<>();
    List<ProfiledFork> head = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      base.add(profile(i, 500));
      head.add(profile(i, 900));
    }
    return new Attributor(UserCode.outsideThePlatform()).attribute(base, head, Optional.empty());
  }

  private static ProfiledFork profile(int fork, long guilty) {
    String run = TestFork.KEY.benchmark();
    return new TestFork(fork, 1000)
        .measured(1000 + 10 * fork, run, "demo.Work.innocent" + TAG)
        .measured(guilty + 7 * fork, run, "demo.Work.guilty")
        .measured(guilty / 2 + 5 * fork, run, "demo.Work.guilty", "java.util.List.<init>")
        .measured(60 + fork, run)
        .elsewhere(200 - fork, "vm", "[GC]")
        .build();
  }
}
