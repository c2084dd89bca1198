// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.List;
import java.util.Objects;

/**
 * What a profile says about itself.
 *
 * @param timeNanos wall clock at its start, nanoseconds since the epoch, at least 0; 0 if unknown
 * @param durationNanos length of what was measured, nanoseconds, at least 0
 * @param period what a sample stands for, as the event counts it, at least 1
 * @param forkLabel the value of every sample's label {@code fork}; "" for no label
 * @param comments lines for people, each {@code key=value}
 */
public record ProfileInfo(
    long timeNanos, long durationNanos, long period, String forkLabel, List<String> comments) {
  /** Checks the ranges and copies the comments. */
  public ProfileInfo {
    Objects.requireNonNull(forkLabel, "forkLabel");
    comments = List.copyOf(comments);
    if (timeNanos < 0 || durationNanos < 0 || period < 1) {
      throw new IllegalArgumentException(
          "time %d, duration %d, period %d".formatted(timeNanos, durationNanos, period));
    }
  }
}
