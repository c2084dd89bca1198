// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Equal stacks of one fork, added up.
 *
 * @param frames leaf first; not empty
 * @param phase what it worked for
 * @param ticks how many ticks, at least 0
 * @param cpuNanos CPU time, nanoseconds, at least 0
 */
public record ProfileStack(List<ProfileFrame> frames, Phase phase, long ticks, long cpuNanos) {
  public ProfileStack {
    frames = List.copyOf(frames);
    if (frames.isEmpty() || ticks < 0 || cpuNanos < 0) {
      throw new IllegalArgumentException(
          "a stack of %d frames, %d ticks, %d ns".formatted(frames.size(), ticks, cpuNanos));
    }
  }

  /** The same with other names of its functions. */
  ProfileStack renamed(UnaryOperator<String> names) {
    return new ProfileStack(
        frames.stream().map(frame -> frame.named(names.apply(frame.function()))).toList(),
        phase,
        ticks,
        cpuNanos);
  }

  ProfileFrame leaf() {
    return frames.get(0);
  }

  ProfileFrame root() {
    return frames.get(frames.size() - 1);
  }
}
