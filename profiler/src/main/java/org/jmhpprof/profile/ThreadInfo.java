// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.Objects;

/**
 * A thread.
 *
 * @param name its name; a thread named "" gets no label
 * @param java false for a thread that never runs Java code, such as one of a garbage collector
 */
public record ThreadInfo(String name, boolean java) {
  /** Checks the name. */
  public ThreadInfo {
    Objects.requireNonNull(name, "name");
  }
}
