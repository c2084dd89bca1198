// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

/** Which way a metric gets better. */
public enum Direction {
  LOWER_IS_BETTER,
  HIGHER_IS_BETTER,
  /** Reported, never gated. */
  UNKNOWN;

  /** From a metric to its cost, and back: a throughput is inverted. */
  public double cost(double value) {
    return this == HIGHER_IS_BETTER ? 1 / value : value;
  }
}
