// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

/** Something that the user gave cannot be used; the message is one line that says where and why. */
public final class BadInput extends Exception {
  private static final long serialVersionUID = 1;
  private static final int LONGEST = 500;

  public BadInput(String line) {
    super(oneLine(line));
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  /** Something else than what was expected at a place. */
  static BadInput unexpected(String where, String what, String found) {
    String shown = found.length() <= 40 ? found : found.substring(0, 40) + "...";
    return new BadInput(where + ": expected " + what + ", found " + shown);
  }
}
