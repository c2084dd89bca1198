// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.List;
import org.jmhpprof.gate.model.Metric.Unit;

/**
 * What the history keeps of one run.
 *
 * @param commit of head; empty where that is not known
 * @param date when the run ended, ISO 8601 in UTC
 * @param seed of all orders; null where nothing was run
 * @param benchmarks the scores that have a value
 */
public record PastRun(String commit, String date, Long seed, List<Point> benchmarks) {
  /**
   * A benchmark's score as a cost: a throughput is inverted.
   *
   * @param benchmark its full name with parameters and mode
   * @param unit of the costs
   * @param base null where it has none, as all other numbers
   * @param ratio head by base
   */
  public record Point(
      String benchmark,
      String unit,
      Double base,
      Double head,
      Double ratio,
      Double lower,
      Double upper,
      Verdict verdict) {
    private static Point of(Comparison each) {
      Metric metric = each.metric();
      return new Point(
          each.key().full(),
          new Unit(metric.unit()).cost(metric.direction()).text(),
          finite(metric.direction().cost(each.baseValue())),
          finite(metric.direction().cost(each.headValue())),
          each.estimate().map(known -> finite(known.ratio())).orElse(null),
          each.estimate().map(known -> finite(known.lower())).orElse(null),
          each.estimate().map(known -> finite(known.upper())).orElse(null),
          each.verdict());
    }

    private static Double finite(double value) {
      return Double.isFinite(value) ? value : null;
    }
  }

  public PastRun {
    benchmarks = List.copyOf(benchmarks);
  }

  /** Of a suite. */
  public static PastRun of(SuiteResult suite, String commit, String date, Long seed) {
    return new PastRun(
        commit,
        date,
        seed,
        suite.comparisons().stream()
            .filter(each -> each.metric().isScore())
            .map(Point::of)
            .filter(point -> point.head() != null)
            .toList());
  }
}
