// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

/**
 * The second name of a function, which tells pprof whether to touch the first.
 *
 * <p>A function whose two names are equal counts as not demangled: pprof takes a name with brackets
 * for C++ and cuts arguments in {@code ()} and {@code <>} out of it. It leaves the name alone when
 * the two differ.
 */
final class SystemName {
  private SystemName() {}

  /**
   * The system name to write for a frame: its own, unless that would let pprof cut a name that is
   * not a native symbol.
   */
  static String of(Frame frame) {
    String name = frame.name();
    String systemName = frame.systemName().isEmpty() ? name : frame.systemName();
    boolean cut = frame.binary() == null && systemName.equals(name) && looksNative(name);
    return cut ? systemName + "()" : systemName;
  }

  private static boolean looksNative(String name) {
    if (name.startsWith("_") || name.contains("::")) {
      return true;
    }
    for (int i = 0; i < name.length(); i++) {
      if ("()<>[]".indexOf(name.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }
}
