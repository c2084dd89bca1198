// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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
  public Comparison {
    base = List.copyOf(base);
    head = List.copyOf(head);
    flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    notes = List.copyOf(notes);
  }

  /** Whether it is a benchmark's score that is gated, and could not be tested. */
  public boolean isUntestedScore() {
    return metric.isScore() && verdict == Verdict.INCONCLUSIVE && flags.contains(Flag.ADVISORY);
  }
}
