// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.profiles;

import java.nio.file.Path;

/** A profile, or a directory of profiles, that cannot be used; the message is one line. */
public final class ProfileException extends Exception {
  private static final long serialVersionUID = 1;

  ProfileException(Path file, String problem) {
    super(line(file + ": " + problem));
  }

  ProfileException(String problem) {
    super(line(problem));
  }

  private static String line(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
