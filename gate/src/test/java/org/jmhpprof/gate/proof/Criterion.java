// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

/** A way to call two sides different, at its own nominal level of 5 % unless its title differs. */
interface Criterion {
  /** As it stands in tables. */
  String title();

  /**
   * Whether it calls them different.
   *
   * @param base {@code [fork][iteration]}, cost per operation
   * @param head likewise
   */
  boolean differ(double[][] base, double[][] head);
}
