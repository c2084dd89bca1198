// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

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
