// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

/** What a stack was working for, as the profiler labelled it. */
public enum Phase {
  /** The benchmark's timed loop. */
  MEASURE("measure"),
  /** The benchmark's work on other threads. */
  PROGRAM("program"),
  /** JMH itself, set-up and tear-down. */
  HARNESS("harness"),
  /** A thread of the virtual machine. */
  VM("vm"),
  /** No thread is known: lost samples. */
  NONE("");

  private final String label;

  Phase(String label) {
    this.label = label;
  }

  /** The phase of a label; {@link #NONE} for an unknown one. */
  public static Phase of(String label) {
    for (Phase phase : values()) {
      if (phase.label.equals(label)) {
        return phase;
      }
    }
    return NONE;
  }

  /** The value of the sample's label {@code phase}. */
  public String label() {
    return label;
  }
}
