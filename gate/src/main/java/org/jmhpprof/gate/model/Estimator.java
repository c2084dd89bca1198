// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

/** How a change was estimated: from which forks, and on which scale. */
public enum Estimator {
  /** Of complete blocks, of logarithms. */
  PAIRED_LOG("paired-t-log"),
  /** Of complete blocks, of plain costs. */
  PAIRED_DIFFERENCE("paired-t-difference"),
  /** Of forks of one session, or of none that is known. */
  WELCH_LOG("welch-t-log"),
  WELCH_DIFFERENCE("welch-t-difference"),
  /** Of sides from different sessions. */
  SESSION_LOG("session-t-log"),
  SESSION_DIFFERENCE("session-t-difference"),
  /** One fork or none: the ratio alone. */
  NONE("none");

  private final String text;

  Estimator(String text) {
    this.text = text;
  }

  /** As reports have it. */
  @Override
  public String toString() {
    return text;
  }

  /** Whether differences of costs were compared, not their ratios. */
  public boolean isDifference() {
    return this == PAIRED_DIFFERENCE || this == WELCH_DIFFERENCE || this == SESSION_DIFFERENCE;
  }

  /** Whether the forks of both sides were taken for independent. */
  public boolean isIndependent() {
    return this == WELCH_LOG || this == WELCH_DIFFERENCE;
  }

  /** Whether sessions, not forks, were the replicates. */
  public boolean isOfSessions() {
    return this == SESSION_LOG || this == SESSION_DIFFERENCE;
  }
}
