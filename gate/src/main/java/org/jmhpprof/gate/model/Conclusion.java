// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jmhpprof.gate.model.BenchmarkKey.DisplayNames;
import org.jmhpprof.gate.model.Conclusion.ExitStatus;

/**
 * What a suite comes to.
 *
 * @param status what the program ends with
 * @param why one line; empty where the table of verdicts says it
 */
public record Conclusion(ExitStatus status, String why) {
  /** What the program ends with. */
  public enum ExitStatus {
    PASS(0),
    /** Something regressed, failed in head alone, or vanished. */
    REGRESSION(1),
    /** Bad input or usage, something that cannot be compared, or nothing that could be tested. */
    BAD_INPUT(2),
    /** A benchmark was not tested, or is inconclusive and that was asked to fail. */
    INCONCLUSIVE(3),
    INTERNAL_ERROR(70);

    private final int code;

    ExitStatus(int code) {
      this.code = code;
    }

    /** The process's exit status. */
    public int code() {
      return code;
    }
  }

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
      return new Conclusion(ExitStatus.INCONCLUSIVE, "inconclusive: " + named(inconclusive, names));
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

  /** Whether the gate found by how much head was slowed down on purpose. */
  public static final class Injection {
    private final String injected;
    private final List<Comparison> slowed;
    private final List<String> missed;

    /**
     * Looks at what a run found.
     *
     * @param share of an operation's cost
     * @param paired the benchmarks in pairs: only these are slowed down
     */
    public Injection(double share, Set<BenchmarkKey> paired, SuiteResult suite) {
      DisplayNames names = suite.names();
      injected = "the injected " + Figures.percent(share) + " were ";
      slowed =
          suite.comparisons().stream()
              .filter(each -> each.metric().isScore() && paired.contains(each.key()))
              .toList();
      missed =
          slowed.stream()
              .filter(each -> each.verdict() != Verdict.REGRESSED)
              .map(each -> names.of(each.key()))
              .toList();
    }

    /** A pass if it was found in every benchmark that was slowed down. */
    public Conclusion conclusion() {
      if (slowed.isEmpty()) {
        return new Conclusion(
            ExitStatus.BAD_INPUT,
            "--inject: no benchmark was compared in pairs, so that nothing was injected");
      }
      return missed.isEmpty()
          ? new Conclusion(ExitStatus.PASS, "")
          : new Conclusion(
              ExitStatus.REGRESSION,
              injected + "not found in " + count(missed.size()) + ": " + String.join(", ", missed));
    }

    /** What to say of a pass. */
    public String found() {
      return injected + "found in " + count(slowed.size());
    }

    private String count(int some) {
      return some + " of " + slowed.size() + (slowed.size() == 1 ? " benchmark" : " benchmarks");
    }
  }
}
