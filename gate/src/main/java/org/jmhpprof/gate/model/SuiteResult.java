// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jmhpprof.gate.model.BenchmarkKey.DisplayNames;
import org.jmhpprof.gate.model.BenchmarkResult.Fingerprint;
import org.jmhpprof.gate.model.Verdict.ExitStatus;
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

  /**
   * What a suite comes to.
   *
   * @param status what the program ends with
   * @param why one line; empty where the table of verdicts says it
   */
  public record Conclusion(ExitStatus status, String why) {

    private static final int MOST_NAMED = 5;

    /**
     * Concludes: the worst that the suite has. A gate that tested nothing did not pass, and neither
     * did one that left a benchmark untested.
     *
     * @param failOnInconclusive whether a missing verdict fails too
     */
    public static Conclusion of(SuiteResult suite, boolean failOnInconclusive) {
      if (suite.comparisons().stream().anyMatch(each -> each.verdict().fails())) {
        return new Conclusion(ExitStatus.REGRESSION, "");
      }
      if (suite.same()) {
        return new Conclusion(
            ExitStatus.BAD_INPUT,
            "base and head hold the same measurements: these are not two builds; --allow-same"
                + " compares them all the same");
      }
      DisplayNames names = suite.names();
      List<Comparison> incomparable = with(suite, Verdict.INCOMPARABLE);
      if (!incomparable.isEmpty()) {
        Comparison first = incomparable.get(0);
        return new Conclusion(
            ExitStatus.BAD_INPUT,
            names.of(first.key()) + " cannot be compared: " + String.join("; ", first.notes()));
      }
      if (suite.tests() == 0) {
        return new Conclusion(ExitStatus.BAD_INPUT, nothingTested(suite));
      }
      List<Comparison> untested =
          suite.comparisons().stream().filter(Comparison::isUntestedScore).toList();
      if (!untested.isEmpty()) {
        return new Conclusion(
            ExitStatus.INCONCLUSIVE,
            String.format(
                Locale.ROOT,
                "%d of %d benchmarks not tested%s: %s",
                untested.size(),
                suite.comparisons().stream().filter(each -> each.metric().isScore()).count(),
                suite.complete() ? "" : ", the run ended early",
                named(untested, names)));
      }
      List<Comparison> inconclusive = with(suite, Verdict.INCONCLUSIVE);
      if (failOnInconclusive && !inconclusive.isEmpty()) {
        return new Conclusion(
            ExitStatus.INCONCLUSIVE, "inconclusive: " + named(inconclusive, names));
      }
      return new Conclusion(ExitStatus.PASS, "");
    }

    private static String nothingTested(SuiteResult suite) {
      if (suite.comparisons().isEmpty()) {
        return suite.base() + ", " + suite.head() + ": no benchmark in them";
      }
      if (!suite.complete()) {
        return "nothing was tested: the run ended before there were two forks on both sides";
      }
      Comparison first =
          suite.comparisons().stream()
              .filter(Comparison::isUntestedScore)
              .findFirst()
              .orElse(suite.comparisons().get(0));
      List<String> reasons =
          first.notes().isEmpty() ? List.of(first.verdict().words()) : first.notes();
      return "nothing was tested: "
          + suite.names().of(first.key())
          + ": "
          + String.join("; ", reasons);
    }

    private static List<Comparison> with(SuiteResult suite, Verdict verdict) {
      return suite.comparisons().stream().filter(each -> each.verdict() == verdict).toList();
    }

    private static String named(List<Comparison> some, DisplayNames names) {
      List<String> all = some.stream().map(each -> names.of(each.key())).distinct().toList();
      int rest = all.size() - MOST_NAMED;
      return String.join(
          ", ",
          Stream.concat(
                  all.stream().limit(MOST_NAMED),
                  rest > 0 ? Stream.of(rest + " more") : Stream.empty())
              .toList());
    }
  }
}
