// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import java.io.IOException;
import java.nio.file.Path;

/** Input that cannot be used. The message is one line, which names the file. */
public final class BadProfile extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * For a file.
   *
   * @param reason what is wrong with it
   */
  public BadProfile(Path file, String reason) {
    this(file + ": " + reason);
  }

  /** For what concerns several files, or none. */
  public BadProfile(String line) {
    super(OneLine.of(line));
  }
}
