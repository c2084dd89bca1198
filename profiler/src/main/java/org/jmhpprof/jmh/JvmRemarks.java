// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.util.Optional;

/** What a reader of a profile should know of the JVM that it was taken in. */
final class JvmRemarks {
  /** The newest JDK that the tests have run on. */
  static final int NEWEST_TESTED = 27;

  private JvmRemarks() {}

  /** A line about a JDK that nobody has tried yet. */
  static Optional<String> newerThanTested(int feature) {
    return feature > NEWEST_TESTED
        ? Optional.of(
            "JDK "
                + feature
                + " is newer than any that this profiler was tested on; the newest was "
                + NEWEST_TESTED)
        : Optional.empty();
  }
}
