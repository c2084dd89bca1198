// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.cost;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/** Hands what {@link Meter} read to JMH's results, under the names in {@link Labels}. */
public final class CostProfiler implements InternalProfiler {
  @Override
  public String getDescription() {
    return "CPU time per operation, for the regression gate";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    Meter.exceptThisThread();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    List<Result<?>> results = new ArrayList<>();
    List<Meter.Pass> passes = Meter.take();
    if (passes.size() == 1) {
      Meter.Pass pass = passes.get(0);
      double operations = operations(pass, benchmark);
      results.add(result(Labels.COST, pass.cost / operations, "ns/op"));
      results.add(result(Labels.IDLE, pass.idle, "1"));
      results.add(result(Labels.OPERATIONS, operations, "#"));
    }
    return results;
  }

  private static Result<?> result(String label, double value, String unit) {
    return new ScalarResult(label, value, unit, AggregationPolicy.AVG);
  }

  /**
   * JMH's own count is rounded to whole batches. A single shot is one operation, and a sample is
   * one batch, as JMH counts.
   */
  private static double operations(Meter.Pass pass, BenchmarkParams benchmark) {
    double each = benchmark.getOpsPerInvocation();
    if (pass.operations <= 0) {
      return each;
    }
    boolean batches = benchmark.getMode() == Mode.SampleTime;
    return pass.operations * each / (batches ? 1 : benchmark.getMeasurement().getBatchSize());
  }
}
