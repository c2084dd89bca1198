// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * How to recognise the benchmark harness.
 *
 * @param timedLoop true for the frame under which the benchmark's timed loop lies
 * @param frame true for a frame of the harness itself
 * @param thread true for the name of a Java thread that belongs to the harness
 */
public record Harness(
    Predicate<Frame> timedLoop, Predicate<Frame> frame, Predicate<String> thread) {
  /** For stacks of a program without a harness. */
  public static final Harness NONE = new Harness(f -> false, f -> false, t -> false);

  /** Checks that nothing is missing. */
  public Harness {
    Objects.requireNonNull(timedLoop, "timedLoop");
    Objects.requireNonNull(frame, "frame");
    Objects.requireNonNull(thread, "thread");
  }
}
