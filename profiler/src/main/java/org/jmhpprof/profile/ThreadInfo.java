// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.Objects;

/**
 * A thread.
 *
 * @param name its name; a thread named "" gets no label
 * @param kind whose thread it is
 * @param carrier the platform thread that a virtual thread ran on; "" for a platform thread
 */
public record ThreadInfo(String name, Kind kind, String carrier) {
  /** Whose thread it is. */
  public enum Kind {
    /** A Java thread of the program. */
    JAVA,
    /** A thread of the program that the virtual machine does not know. */
    NATIVE,
    /** A thread of the virtual machine, also one that runs Java code. */
    VM
  }

  /** Checks that nothing is missing. */
  public ThreadInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(carrier, "carrier");
  }

  /** A platform thread. */
  public ThreadInfo(String name, Kind kind) {
    this(name, kind, "");
  }
}
