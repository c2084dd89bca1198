// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

/** What a stack was working for. */
public enum Phase {
  /** The benchmark's timed loop. */
  MEASURE("measure"),
  /** The benchmark's work on other threads, such as those of a pool, native ones too. */
  PROGRAM("program"),
  /** The harness outside the loop: set-up, tear-down, and what runs the iterations. */
  HARNESS("harness"),
  /** The virtual machine: garbage collection, compilation, and its other threads. */
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
