// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jmhpprof.gate.stats.Moments;

/**
 * One metric of one benchmark, base against head.
 *
 * @param key which benchmark
 * @param metric which figure, in the unit of base
 * @param verdict what the gate says
 * @param estimate the change; empty where nothing could be computed
 * @param baseValue geometric mean over the forks of base, arithmetic where a fork is not above 0,
 *     in the metric's unit; NaN where there is none
 * @param headValue likewise for head
 * @param base the forks of base
 * @param head the forks of head
 * @param flags sorted
 * @param notes one line each, for people
 */
public record Comparison(
    BenchmarkKey key,
    Metric metric,
    Verdict verdict,
    Optional<Estimate> estimate,
    double baseValue,
    double headValue,
    List<ForkPoint> base,
    List<ForkPoint> head,
    Set<Flag> flags,
    List<String> notes) {
  /** What a reader should know beside a verdict. */
  public enum Flag {
    /** Not enough forks, no forks, or another session whose variance is not known: no verdict. */
    ADVISORY,
    /** Some forks had not reached a steady state: their first and second halves differ. */
    UNSTEADY_FORKS,
    /** Nearly all benchmarks moved the same way. */
    ENVIRONMENT_CHANGE,
    /** Measured under different conditions, which the user allowed. */
    CONDITIONS_DIFFER,
    /** The absolute floor, not the relative margin, was the limit. */
    FLOOR_APPLIED
  }

  /**
   * One fork as the comparison used it.
   *
   * @param source the result file
   * @param index the row in that file, from 1
   * @param block from 1; 0 where the run was not interleaved
   * @param session which session, empty where that is not known
   * @param value mean of its iterations, in the metric's unit as base wrote it
   * @param drift second half of its iterations by the first half, 1 for steady, NaN for fewer than
   *     four iterations
   * @param steady whether that drift is within the margin, or within what its scatter explains
   */
  public record ForkPoint(
      String source,
      int index,
      int block,
      String session,
      double value,
      double drift,
      boolean steady) {}

  /** Whether it got worse or better, and not by chance. */
  public boolean hasChanged() {
    return verdict == Verdict.REGRESSED || verdict == Verdict.IMPROVED;
  }

  /** The same with a note more. */
  public Comparison with(String note) {
    List<String> more = Stream.concat(notes.stream(), Stream.of(note)).toList();
    return new Comparison(
        key, metric, verdict, estimate, baseValue, headValue, base, head, flags, more);
  }

  public Comparison {
    base = List.copyOf(base);
    head = List.copyOf(head);
    flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    notes = List.copyOf(notes);
  }

  /** The change of the cost with its interval, {@code +12.3 % [+10.1 %, +14.5 %]}. */
  public String change() {
    return estimate.map(known -> (known.change() + " " + known.interval()).strip()).orElse("");
  }

  /**
   * What the verdict rests on, or what it would take to have one; empty if there is nothing to say.
   */
  public String remark() {
    return estimate.map(this::remark).orElse("");
  }

  private String remark(Estimate estimate) {
    if (verdict == Verdict.FAILED) {
      return "";
    }
    if (flags.contains(Flag.ADVISORY)) {
      return "advisory only";
    }
    return switch (verdict) {
      case REGRESSED -> "p = " + Figures.number(estimate.adjustedP());
      case IMPROVED -> "p = " + Figures.number(estimate.adjustedPImproved());
      case INCONCLUSIVE -> {
        if (estimate.forksNeeded() > 0) {
          yield "need about " + estimate.forksNeeded() + " forks";
        }
        yield estimate.method().isOfSessions()
            ? "need more sessions of base"
            : "need more than 1000 forks";
      }
      default -> "";
    };
  }

  /** Standard deviation between forks as a share of their mean; NaN for fewer than two. */
  public static double scatter(List<ForkPoint> forks) {
    Moments moments = Moments.of(forks.stream().mapToDouble(ForkPoint::value).toArray());
    double deviation = Math.sqrt(moments.variance());
    return deviation == 0 ? 0 : deviation / Math.abs(moments.mean());
  }

  /** Whether it is a benchmark's score that is gated, and could not be tested. */
  public boolean isUntestedScore() {
    return metric.isScore() && verdict == Verdict.INCONCLUSIVE && flags.contains(Flag.ADVISORY);
  }
}
