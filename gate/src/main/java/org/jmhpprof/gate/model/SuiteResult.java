// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.List;
import org.jmhpprof.gate.model.BenchmarkKey.DisplayNames;
import org.jmhpprof.gate.model.BenchmarkResult.Fingerprint;
import org.jmhpprof.gate.stats.Moments;

/**
 * All comparisons of two sides.
 *
 * @param base label of the base side
 * @param head label of the head side
 * @param settings the rules
 * @param baseFingerprint conditions common to all benchmarks of base
 * @param headFingerprint conditions common to all benchmarks of head
 * @param comparisons sorted by benchmark, then metric with the score first
 * @param tests how many of them were tested
 * @param interleaved whether every tested comparison was paired over blocks
 * @param shift whether all moved together
 * @param same whether both sides hold the same measurements, and that was not allowed
 * @param complete false where the run was interrupted or ran out of its budget
 * @param warnings one line each, about the suite as a whole
 */
public record SuiteResult(
    String base,
    String head,
    Settings settings,
    Fingerprint baseFingerprint,
    Fingerprint headFingerprint,
    List<Comparison> comparisons,
    int tests,
    boolean interleaved,
    EnvironmentShift shift,
    boolean same,
    boolean complete,
    List<String> warnings) {
  /**
   * Whether the whole suite moved together.
   *
   * @param benchmarks how many scores were looked at
   * @param medianRatio median of their cost ratios; NaN for none
   * @param sameWay how many moved the way of the median
   * @param shifted whether that is a change of the environment, or of something common to all
   */
  public record EnvironmentShift(
      int benchmarks, double medianRatio, int sameWay, boolean shifted) {}

  /**
   * The geometric mean of the cost ratios of all scores.
   *
   * @param ratio head by base; NaN for no benchmarks
   * @param benchmarks how many have a ratio
   */
  public record GeometricMean(double ratio, int benchmarks) {}

  public SuiteResult {
    comparisons = List.copyOf(comparisons);
    warnings = List.copyOf(warnings);
  }

  /** The same with other comparisons. */
  public SuiteResult with(List<Comparison> others) {
    return new SuiteResult(
        base,
        head,
        settings,
        baseFingerprint,
        headFingerprint,
        others,
        tests,
        interleaved,
        shift,
        same,
        complete,
        warnings);
  }

  /** Over its scores. No verdict depends on it. */
  public GeometricMean geometricMean() {
    double[] logs =
        comparisons.stream()
            .filter(each -> each.metric().isScore())
            .flatMap(each -> each.estimate().stream())
            .mapToDouble(Estimate::ratio)
            .map(Math::log)
            .filter(Double::isFinite)
            .toArray();
    return new GeometricMean(Math.exp(Moments.of(logs).mean()), logs.length);
  }

  /** Under which names people know its benchmarks. */
  public DisplayNames names() {
    return DisplayNames.of(comparisons.stream().map(Comparison::key).toList());
  }

  /** How many comparisons have a verdict. */
  public long count(Verdict verdict) {
    return comparisons.stream().filter(each -> each.verdict() == verdict).count();
  }
}
