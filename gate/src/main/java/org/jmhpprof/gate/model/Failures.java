// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

/**
 * Forks of one combination of benchmark, mode and parameters that left no result.
 *
 * @param count how many
 * @param last why the last of them did not
 */
public record Failures(int count, String last) {
  public static final Failures NONE = new Failures(0, "");

  /** These and more. */
  public Failures and(Failures more) {
    return new Failures(count + more.count, more.last.isEmpty() ? last : more.last);
  }
}
