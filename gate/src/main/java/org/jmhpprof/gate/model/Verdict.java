// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

/** What the gate says of one metric of one benchmark. */
public enum Verdict {
  /** Worse by more than the margin, at the suite's error rate. */
  REGRESSED,
  /** Better by more than the margin, at the suite's error rate. */
  IMPROVED,
  /** The interval of the change lies below the margin. */
  OK,
  /** The data allow neither. */
  INCONCLUSIVE,
  /** The two sides were not measured under the same conditions, or contradict themselves. */
  INCOMPARABLE,
  /** In base, not in head: it vanished or failed. */
  MISSING,
  /** In head, not in base. */
  NEW,
  /** Reported only: no direction is known, or the configuration says so. */
  NOT_GATED
}
