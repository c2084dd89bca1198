// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stub's name without the words that some releases put around it, so that profiles of two JDKs
 * can be compared: {@code dpow} is {@code Stub Generator dpow_stub} in JDK 26 and {@code dpow_stub
 * (stub gen)} in 27.
 */
final class StubName {
  private static final Pattern DECORATED =
      Pattern.compile("Stub Generator (?<before>.+)_stub|(?<after>.+)_stub \\(stub gen\\)");

  private StubName() {}

  static String of(String name) {
    Matcher decorated = DECORATED.matcher(name);
    if (!decorated.matches()) {
      return name;
    }
    String before = decorated.group("before");
    return before != null ? before : decorated.group("after");
  }
}
