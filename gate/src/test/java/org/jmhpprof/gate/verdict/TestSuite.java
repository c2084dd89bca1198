// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fingerprint;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;
import org.jmhpprof.gate.model.Metric.Unit;
import org.jmhpprof.gate.model.Settings;
import org.jmhpprof.gate.model.Settings.Rule;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.Side.Failures;
import org.jmhpprof.gate.model.SuiteResult;

/** Sides made by hand. */
final class TestSuite {
  final SortedMap<BenchmarkKey, BenchmarkResult> results = new TreeMap<>();
  private final SortedMap<BenchmarkKey, Failures> failures = new TreeMap<>();
  private final SortedMap<String, String> absent = new TreeMap<>();
  private SortedMap<String, String> facts = new TreeMap<>(Map.of("jdk", "17"));
  private String session = "";
  private boolean forked = true;
  private boolean blocks;
  private int threads = 1;

  TestSuite fact(String name, String value) {
    facts = new TreeMap<>(facts);
    facts.put(name, value);
    return this;
  }

  TestSuite session(String name) {
    session = name;
    return this;
  }

  TestSuite blocks() {
    blocks = true;
    return this;
  }

  TestSuite threads(int count) {
    threads = count;
    return this;
  }

  TestSuite withoutForks() {
    forked = false;
    return this;
  }

  TestSuite absent(String name, String why) {
    absent.put("p." + name, why);
    return this;
  }

  /** Forks in mode avgt that left no result. */
  TestSuite failed(String name, int count, String why) {
    failures.put(key(name, "avgt"), new Failures(count, why));
    return this;
  }

  /** Average time in ns/op. */
  TestSuite time(String name, double... forks) {
    return score(name, "avgt", "ns/op", Direction.LOWER_IS_BETTER, forks);
  }

  /** One fork, iteration by iteration. */
  TestSuite iterations(String name, Double... iterations) {
    BenchmarkKey key = key(name, "avgt");
    SortedMap<String, Series> metrics = new TreeMap<>();
    metrics.put(
        Metric.SCORE,
        new Series(
            new Metric(Metric.SCORE, "ns/op", Direction.LOWER_IS_BETTER),
            List.of(new Fork("file.json", 1, 0, session, List.of(iterations)))));
    results.merge(key, result(key, metrics, List.of()), this::append);
    return this;
  }

  TestSuite throughput(String name, double... forks) {
    return score(name, "thrpt", "ops/ms", Direction.HIGHER_IS_BETTER, forks);
  }

  TestSuite score(String name, String mode, String unit, Direction direction, double... forks) {
    BenchmarkKey key = key(name, mode);
    SortedMap<String, Series> metrics = new TreeMap<>();
    metrics.put(
        Metric.SCORE, new Series(new Metric(Metric.SCORE, unit, direction), forks(0, forks)));
    results.merge(key, result(key, metrics, List.of()), this::append);
    return this;
  }

  /** A secondary metric of a benchmark that is there. */
  TestSuite metric(String name, String mode, String metric, String unit, double... forks) {
    BenchmarkKey key = key(name, mode);
    SortedMap<String, Series> metrics = new TreeMap<>(results.get(key).metrics());
    metrics.put(
        metric, new Series(new Metric(metric, unit, new Unit(unit).direction()), forks(0, forks)));
    results.put(key, result(key, metrics, List.of()));
    return this;
  }

  TestSuite conflict(String name, String what) {
    BenchmarkKey key = key(name, "avgt");
    results.put(key, result(key, results.get(key).metrics(), List.of(what)));
    return this;
  }

  TestSuite contradiction(String name, String what) {
    BenchmarkKey key = key(name, "avgt");
    BenchmarkResult old = results.get(key);
    results.put(
        key,
        new BenchmarkResult(
            key,
            old.fingerprint(),
            old.metrics(),
            old.forked(),
            old.notes(),
            old.mixed(),
            old.conflicts(),
            List.of(what)));
    return this;
  }

  private BenchmarkResult append(BenchmarkResult first, BenchmarkResult second) {
    List<Fork> forks = new ArrayList<>(first.metrics().get(Metric.SCORE).forks());
    forks.addAll(second.metrics().get(Metric.SCORE).forks());
    SortedMap<String, Series> metrics = new TreeMap<>();
    metrics.put(Metric.SCORE, new Series(first.metrics().get(Metric.SCORE).metric(), forks));
    return result(first.key(), metrics, List.of());
  }

  private BenchmarkResult result(
      BenchmarkKey key, SortedMap<String, Series> metrics, List<String> conflicts) {
    return new BenchmarkResult(
        key,
        new Fingerprint(facts, new TreeMap<>()),
        metrics,
        forked,
        List.of(),
        List.of(),
        conflicts,
        List.of());
  }

  private BenchmarkKey key(String name, String mode) {
    return new BenchmarkKey("p." + name, mode, new TreeMap<>(), threads);
  }

  private List<Fork> forks(int from, double... values) {
    List<Fork> forks = new ArrayList<>();
    for (double value : values) {
      int index = from + forks.size() + 1;
      forks.add(
          new Fork("file.json", index, blocks ? index : 0, session, List.of(value, value, value)));
    }
    return forks;
  }

  Side side() {
    return new Side("side", List.of("file.json"), results, failures, absent);
  }

  static SuiteResult judge(TestSuite base, TestSuite head) {
    return judge(Settings.DEFAULTS, List.of(), base, head);
  }

  static SuiteResult judge(Settings settings, List<Rule> rules, TestSuite base, TestSuite head) {
    return new Judge(settings.with(rules), Optional.empty()).judge(base.side(), head.side(), true);
  }

  static Comparison only(SuiteResult suite) {
    if (suite.comparisons().size() != 1) {
      throw new AssertionError(suite.comparisons().toString());
    }
    return suite.comparisons().get(0);
  }
}
