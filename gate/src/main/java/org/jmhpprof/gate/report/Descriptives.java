// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import java.util.List;
import org.jmhpprof.gate.model.Comparison.ForkPoint;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.stats.Moments;

/** Figures that describe the forks and the suite. No verdict depends on them. */
public final class Descriptives {
  /**
   * The geometric mean of the cost ratios of all scores.
   *
   * @param ratio head by base; NaN for no benchmarks
   * @param benchmarks how many have a ratio
   */
  public record GeometricMean(double ratio, int benchmarks) {}

  private Descriptives() {}

  /** Standard deviation between forks as a share of their mean; NaN for fewer than two. */
  public static double scatter(List<ForkPoint> forks) {
    Moments moments = Moments.of(forks.stream().mapToDouble(ForkPoint::value).toArray());
    double deviation = Math.sqrt(moments.variance());
    return deviation == 0 ? 0 : deviation / Math.abs(moments.mean());
  }

  /** Over the scores of a suite. */
  public static GeometricMean geometricMean(SuiteResult suite) {
    double[] logs =
        suite.comparisons().stream()
            .filter(each -> each.metric().isScore())
            .flatMap(each -> each.estimate().stream())
            .mapToDouble(Estimate::ratio)
            .map(Math::log)
            .filter(Double::isFinite)
            .toArray();
    return new GeometricMean(Math.exp(Moments.of(logs).mean()), logs.length);
  }
}
