// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

/**
 * By which rules a suite was judged.
 *
 * @param alpha error rate over the whole suite, such as 0.05
 * @param margin the relative change allowed unless a rule says otherwise, such as 0.05
 * @param pairMargin the same for what was measured in pairs
 * @param correction how the tests of a suite are corrected
 * @param looks how often a benchmark may be judged before it is decided, more where looks that a
 *     run took early have spent their share of the error rate; at least 1. P-values are multiplied
 *     by it
 * @param allowMismatch whether different conditions are only flagged
 */
public record Settings(
    double alpha,
    double margin,
    double pairMargin,
    Correction correction,
    int looks,
    boolean allowMismatch) {
  /** 5 % error rate, 5 % margin, 2 % in pairs, Holm, one look. */
  public static final Settings DEFAULTS = new Settings(0.05, 0.05, 0.02, Correction.HOLM, 1, false);

  /** The same for what was measured in pairs. */
  public Settings inPairs() {
    return new Settings(alpha, pairMargin, pairMargin, correction, looks, allowMismatch);
  }

  /** The same that shares the error rate over so many looks. */
  public Settings sharing(int number) {
    return new Settings(alpha, margin, pairMargin, correction, number, allowMismatch);
  }
}
