// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.Objects;

/**
 * One frame of a stack, with names.
 *
 * @param name for people: {@code package.Class.method} without parameters, the function of a native
 *     frame, or the text of a pseudo frame; "" only for a native frame without a symbol
 * @param systemName the same with the signature, or the raw symbol of a native frame; "" if there
 *     is nothing to add to the name
 * @param file the source file, "" if unknown
 * @param line the line in it, 0 if unknown
 * @param startLine the first line of the function, 0 if unknown
 * @param address the pc of a native frame, 0 for any other
 * @param binary where the pc of a native frame lies, null for any other frame
 */
public record Frame(
    String name,
    String systemName,
    String file,
    int line,
    int startLine,
    long address,
    Binary binary) {
  /** Checks what the parameters promise. */
  public Frame {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(systemName, "systemName");
    Objects.requireNonNull(file, "file");
    if (line < 0 || startLine < 0) {
      throw new IllegalArgumentException(name + ": line " + line + ", start line " + startLine);
    }
    if (binary == null && name.isEmpty()) {
      throw new IllegalArgumentException("only a native frame may lack a name");
    }
    if (binary == null && address != 0) {
      throw new IllegalArgumentException(name + ": an address needs a binary");
    }
  }

  // By hand, here and in the other records that are keys: to link what the compiler makes of a
  // record takes each fork several milliseconds, before the second iteration.

  @Override
  public boolean equals(Object other) {
    return other instanceof Frame frame
        && line == frame.line
        && startLine == frame.startLine
        && address == frame.address
        && name.equals(frame.name)
        && systemName.equals(frame.systemName)
        && file.equals(frame.file)
        && Objects.equals(binary, frame.binary);
  }

  @Override
  public int hashCode() {
    int hash = 31 * name.hashCode() + systemName.hashCode();
    hash = 31 * hash + file.hashCode();
    return 31 * (31 * hash + line) + Long.hashCode(address);
  }
}
