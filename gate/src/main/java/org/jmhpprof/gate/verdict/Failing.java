// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.List;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.Failures;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.stats.Proportion;

/**
 * How often forks of a benchmark failed that others of its forks measured.
 *
 * @param baseForks how many measured it
 * @param headForks likewise
 */
record Failing(Failures base, int baseForks, Failures head, int headForks) {
  /** How likely it may be that both sides fail alike, for head to be called worse. */
  private static final double ALPHA = 0.05;

  static Failing of(Side base, Side head, Matching.Pair pair) {
    BenchmarkKey key = pair.base().key();
    return new Failing(
        base.failures().getOrDefault(key, Failures.NONE),
        forks(pair.base()),
        head.failures().getOrDefault(key, Failures.NONE),
        forks(pair.head()));
  }

  private static int forks(BenchmarkResult result) {
    return result.metrics().get(Metric.SCORE).forks().size();
  }

  /** Whether head fails and base does not, or so seldom that it is no chance. */
  boolean headIsWorse() {
    return head.count() > 0
        && (base.count() == 0
            || Proportion.moreOften(
                    head.count(), head.count() + headForks, base.count(), base.count() + baseForks)
                < ALPHA);
  }

  /** Says so, and fails the score if head is worse. */
  void tell(List<Candidate> metrics) {
    Candidate score =
        metrics.stream().filter(each -> each.metric.isScore()).findFirst().orElseThrow();
    tell(score, "base", base, baseForks);
    tell(score, "head", head, headForks);
    if (headIsWorse()) {
      score.fail();
    }
  }

  private static void tell(Candidate score, String side, Failures failures, int forks) {
    if (failures.count() > 0) {
      score.notes.add(
          "%s failed in %d of %d forks: %s"
              .formatted(side, failures.count(), failures.count() + forks, failures.last()));
    }
  }
}
