// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;

/**
 * All that is reported.
 *
 * @param suite the verdicts
 * @param attributions which functions it was, for those benchmarks that have profiles
 * @param version of the gate
 * @param sourceRoot where sources lie from the root of the repository, such as {@code
 *     src/main/java}; "" for the root itself
 */
public record Report(
    SuiteResult suite,
    SortedMap<BenchmarkKey, Attribution> attributions,
    String version,
    String sourceRoot) {
  /** What a reader wants to see first. */
  private static final List<Verdict> BY_CONCERN =
      List.of(
          Verdict.REGRESSED,
          Verdict.MISSING,
          Verdict.INCOMPARABLE,
          Verdict.INCONCLUSIVE,
          Verdict.IMPROVED,
          Verdict.NEW,
          Verdict.OK,
          Verdict.NOT_GATED);

  public Report {
    attributions = Collections.unmodifiableSortedMap(new TreeMap<>(attributions));
  }

  /** The worst verdict that the suite has; nothing to compare is no pass. */
  Verdict worst() {
    if (suite.comparisons().isEmpty()) {
      return Verdict.INCOMPARABLE;
    }
    return BY_CONCERN.stream()
        .filter(verdict -> suite.count(verdict) > 0)
        .findFirst()
        .filter(verdict -> BY_CONCERN.indexOf(verdict) <= BY_CONCERN.indexOf(Verdict.INCONCLUSIVE))
        .orElse(Verdict.OK);
  }

  /** The comparisons, those of most concern first. */
  List<Comparison> byConcern() {
    return suite.comparisons().stream()
        .sorted(Comparator.comparingInt(each -> BY_CONCERN.indexOf(each.verdict())))
        .toList();
  }

  /** The attribution of a comparison: only a score has one. */
  Optional<Attribution> attribution(Comparison comparison) {
    return comparison.metric().isScore()
        ? Optional.ofNullable(attributions.get(comparison.key()))
        : Optional.empty();
  }

  /** The counts of all verdicts there are, {@code 1 regressed, 3 ok}. */
  String summary() {
    return String.join(
        ", ",
        BY_CONCERN.stream()
            .filter(verdict -> suite.count(verdict) > 0)
            .map(verdict -> suite.count(verdict) + " " + Words.of(verdict))
            .toList());
  }
}
