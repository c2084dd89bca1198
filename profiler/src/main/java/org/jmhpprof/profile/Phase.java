// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

/** What a stack was working for. */
public enum Phase {
  /** The benchmark's timed loop. */
  MEASURE("measure"),
  /** JMH, set-up and tear-down, and every other Java thread. */
  HARNESS("harness"),
  /** The virtual machine: a thread that runs no Java code. */
  VM("vm"),
  /** No thread at all: samples that were lost. */
  NONE("");

  private final String label;

  Phase(String label) {
    this.label = label;
  }

  /** The value of the sample's label {@code phase}; "" for no label. */
  public String label() {
    return label;
  }
}
