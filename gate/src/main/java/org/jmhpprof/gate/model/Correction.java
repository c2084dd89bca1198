// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

/** How the p-values of a suite are corrected for their number. */
public enum Correction {
  /** Holm: the chance of one false alarm or more in the whole suite. */
  HOLM,
  /** Benjamini and Hochberg: the share of false ones among the alarms. */
  BH,
  /** Each test on its own. */
  NONE
}
