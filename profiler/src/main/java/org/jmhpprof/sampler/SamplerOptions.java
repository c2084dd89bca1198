// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/**
 * How to sample.
 *
 * @param intervalNanos CPU time between two ticks of a thread, at least 10,000
 * @param depth most Java frames of one stack, 1 to 2048; deeper ones are cut at the root
 * @param bufferBytes size of the ring; rounded up to a power of two
 * @param clock what raises the ticks
 */
public record SamplerOptions(long intervalNanos, int depth, int bufferBytes, Clock clock) {
  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public SamplerOptions {
    if (intervalNanos < 10_000) {
      throw new IllegalArgumentException(
          "interval " + intervalNanos + " ns, must be at least 10,000");
    }
    if (depth < 1 || depth > 2048) {
      throw new IllegalArgumentException("depth " + depth + ", must be 1 to 2048");
    }
  }
}
