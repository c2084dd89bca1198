// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

/**
 * One function, base against head.
 *
 * @param location its name and place; the line is head's
 * @param kind what it stands for
 * @param self cost of the stacks that it is the leaf of; over all functions these add up to the
 *     total
 * @param cumulative cost of the stacks that it is anywhere in, each counted once
 * @param selfQ false discovery rate at which its self difference would be named; NaN if it was not
 *     tested
 * @param cumulativeQ likewise for the cumulative difference
 * @param ticks mean number of independent ticks in a fork, cumulative, on the side that has more
 */
public record FunctionDifference(
    Location location,
    FunctionKind kind,
    CostEstimate self,
    CostEstimate cumulative,
    double selfQ,
    double cumulativeQ,
    double ticks) {
  /** The function's name. */
  public String function() {
    return location.function();
  }

  /** Whether the self difference is more than noise at this false discovery rate. */
  public boolean selfSignificant(double rate) {
    return selfQ <= rate;
  }

  /** Whether the cumulative difference is more than noise at this false discovery rate. */
  public boolean cumulativeSignificant(double rate) {
    return cumulativeQ <= rate;
  }
}
