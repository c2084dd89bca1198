// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.Objects;

/**
 * One frame of a stack.
 *
 * @param function {@code package.Class.method}, a native function, or a pseudo frame in brackets;
 *     not empty
 * @param file the source file's name, "" if unknown
 * @param line the line in it, 0 if unknown
 * @param machine whether it is native code or a stub, not Java
 */
public record ProfileFrame(String function, String file, int line, boolean machine) {
  public ProfileFrame {
    Objects.requireNonNull(file, "file");
    if (function.isEmpty()) {
      throw new IllegalArgumentException("a frame without a name");
    }
  }

  ProfileFrame named(String name) {
    return name.equals(function) ? this : new ProfileFrame(name, file, line, machine);
  }
}
