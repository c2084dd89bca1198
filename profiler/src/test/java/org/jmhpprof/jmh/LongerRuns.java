// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.util.List;

/** What is statistical runs longer while it is off, as Go's own profiler tests do. */
public final class LongerRuns {
  /** Of an iteration. */
  public static final int LONGEST_SECONDS = 8;

  private LongerRuns() {}

  /** Measures with iterations of this length, and says what is off. */
  public interface Check {
    List<String> off(int seconds) throws Exception;
  }

  /** What is still off when nothing longer is allowed, or nothing. */
  public static List<String> off(int firstSeconds, Check check) throws Exception {
    int seconds = firstSeconds;
    List<String> off = check.off(seconds);
    while (!off.isEmpty() && seconds < LONGEST_SECONDS) {
      seconds *= 2;
      off = check.off(seconds);
    }
    return off;
  }
}
