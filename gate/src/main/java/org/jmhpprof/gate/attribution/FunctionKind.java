// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

/** What a row of the table stands for. */
public enum FunctionKind {
  /** A Java method. */
  JAVA,
  /** A native function or a stub of the virtual machine. */
  NATIVE,
  /** The virtual machine: garbage collector, compilers, others. */
  VM,
  /** JMH's timed loop and harness, and the work outside the loop. */
  HARNESS,
  /** Ticks without a stack: lost or failed. */
  UNKNOWN;

  static FunctionKind of(String function, boolean machine) {
    if (function.startsWith("[lost") || function.startsWith("[failed")) {
      return UNKNOWN;
    }
    if (function.equals(StackCut.LOOP)
        || function.equals(StackCut.HARNESS)
        || function.equals(StackCut.OTHER_THREADS)) {
      return HARNESS;
    }
    if (machine || function.startsWith("[stub]")) {
      return NATIVE;
    }
    return function.startsWith("[") ? VM : JAVA;
  }
}
