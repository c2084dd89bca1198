// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.Collection;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.Aggregator;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;

/** A percentile of all the times of a run, not the average of each iteration's percentile. */
final class PercentileResult extends Result<PercentileResult> {
  private static final long serialVersionUID = 1;

  private final Histogram times;
  private final double percentile;
  private final int size;

  /**
   * A percentile of times.
   *
   * @param times ns; not changed
   * @param percentile 0 to 100
   * @param size how many operations each time is of
   */
  PercentileResult(String label, Histogram times, double percentile, int size) {
    super(
        ResultRole.SECONDARY,
        label,
        of((double) times.getValueAtPercentile(percentile) / size),
        size == 1 ? "ns" : "ns/op",
        AggregationPolicy.AVG);
    this.times = times;
    this.percentile = percentile;
    this.size = size;
  }

  @Override
  protected Aggregator<PercentileResult> getThreadAggregator() {
    return PercentileResult::merged;
  }

  @Override
  protected Aggregator<PercentileResult> getIterationAggregator() {
    return PercentileResult::merged;
  }

  private static PercentileResult merged(Collection<PercentileResult> results) {
    PercentileResult first = results.iterator().next();
    Histogram all = first.times.copy();
    all.reset();
    results.forEach(result -> all.add(result.times));
    return new PercentileResult(first.label, all, first.percentile, first.size);
  }
}
