// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a run may take.
 *
 * @param timed when no other block without the profiler may begin
 * @param end when no other block at all may begin
 */
public record TimeLimit(Instant timed, Instant end) {
  private static final int PROFILED_SHARE = 5;

  /** All of the budget is for blocks without the profiler; without one there is no limit. */
  public static TimeLimit timedOnly(Instant start, Optional<Duration> budget) {
    Instant end = budget.map(start::plus).orElse(Instant.MAX);
    return new TimeLimit(end, end);
  }

  /**
   * A fifth of the budget is kept for blocks with the profiler: what stays undecided uses up all
   * there is, and what is decided would never be laid to a function.
   */
  public static TimeLimit withProfiles(Instant start, Optional<Duration> budget) {
    Instant end = timedOnly(start, budget).end();
    return new TimeLimit(
        budget.map(all -> end.minus(all.dividedBy(PROFILED_SHARE))).orElse(end), end);
  }
}
