// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

/** What the program ends with. */
public enum ExitStatus {
  PASS(0),
  /** Something regressed, failed in head alone, or vanished. */
  REGRESSION(1),
  /** Bad input or usage, something that cannot be compared, or nothing that could be tested. */
  BAD_INPUT(2),
  /** A benchmark was not tested, or is inconclusive and that was asked to fail. */
  INCONCLUSIVE(3),
  INTERNAL_ERROR(70);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  /** The process's exit status. */
  public int code() {
    return code;
  }
}
