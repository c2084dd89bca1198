// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

/**
 * Where a function is.
 *
 * @param function its name
 * @param file the name of its source file, "" if unknown
 * @param line 0 if unknown
 */
public record Location(String function, String file, int line) {
  /** Whether the file is known. */
  public boolean known() {
    return !file.isEmpty();
  }

  /** {@code File.java:12}, {@code File.java}, or "". */
  public String display() {
    return line == 0 || file.isEmpty() ? file : file + ":" + line;
  }

  /**
   * The file below its source root, by the package: {@code org/example/File.java}; the bare file
   * for a function without a package, "" if unknown.
   */
  public String path() {
    int owner = function.lastIndexOf('.', Math.max(0, function.lastIndexOf('.') - 1));
    return owner < 0 || file.isEmpty()
        ? file
        : function.substring(0, owner).replace('.', '/') + "/" + file;
  }
}
