// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import org.jmhpprof.ring.SampleRing;

/**
 * How to sample.
 *
 * @param intervalNanos CPU time between two ticks of a thread, at least 10,000
 * @param depth Java frames kept at the leaf end of a stack, 1 to 2048; of a deeper stack the 64
 *     frames at the root are kept, too, and those between are cut
 * @param bufferBytes size of the ring, from {@link #smallestBuffer} for this depth to 1 GiB;
 *     rounded up to a power of two
 * @param clock what raises the ticks
 * @param nativeFrames which frames of native code a stack has
 * @param kernelFrames whether a stack has the kernel's frames, where the clock is a perf event
 * @param live whether sampled objects are remembered, weakly, for {@link Sampler#countLive}
 * @param lockThresholdNanos waits for monitors that are shorter are left out, at least 0
 * @param wallIntervalNanos time between two visits of a thread, on average, at least 100,000
 * @param wallIdle whether threads that do not run at all have their stacks in a profile of wall
 *     time
 * @param wallOffOnly whether wall time is sampled off the processor alone, so that no clocks tick
 *     for it
 */
public record SamplerOptions(
    long intervalNanos,
    int depth,
    int bufferBytes,
    Clock clock,
    NativeFrames nativeFrames,
    boolean kernelFrames,
    boolean live,
    long lockThresholdNanos,
    long wallIntervalNanos,
    boolean wallIdle,
    boolean wallOffOnly) {
  /** Frames kept at the root end of a stack that is deeper than {@code depth}; {@code walk.h}. */
  static final int ROOT_FRAMES = 64;

  /** What a stack can have beside its Java frames: 128 native frames, a stub, and marks. */
  static final int EXTRA_WORDS = 131;

  /** The most frames of the kernel, {@code kernel_chain.h}. */
  static final int KERNEL_FRAMES = 127;

  /** What the record of an object has beside its stack: class, label and watch; {@code alloc.h}. */
  static final int OBJECT_WORDS = 3;

  /**
   * With all native frames and the kernel's, without live objects, with waits of any length, and
   * with a visit every 10 ms.
   */
  public SamplerOptions(long intervalNanos, int depth, int bufferBytes, Clock clock) {
    this(
        intervalNanos,
        depth,
        bufferBytes,
        clock,
        NativeFrames.FULL,
        true,
        false,
        0,
        10_000_000,
        false,
        false);
  }

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
    if (lockThresholdNanos < 0) {
      throw new IllegalArgumentException("lock threshold " + lockThresholdNanos);
    }
    if (wallIntervalNanos < 100_000) {
      throw new IllegalArgumentException("wall interval " + wallIntervalNanos);
    }
    // A smaller buffer is rounded up to one that suffices.
    if (bufferBytes <= smallestBuffer(depth) / 2) {
      throw new IllegalArgumentException(
          "buffer " + bufferBytes + ", must be at least " + smallestBuffer(depth));
    }
  }

  /**
   * Whether a perf event rests while the handler runs. A walk costs well below a microsecond a
   * frame; where that comes near the interval, ticks must not pile up meanwhile, or the thread
   * would never get on.
   */
  boolean refresh() {
    return intervalNanos < 100_000 + depth * 1_000L;
  }

  /** The smallest buffer that takes a stack of {@code depth} frames, bytes, a power of two. */
  public static int smallestBuffer(int depth) {
    return SampleRing.smallestCapacity(
        depth + ROOT_FRAMES + EXTRA_WORDS + Math.max(KERNEL_FRAMES, OBJECT_WORDS));
  }
}
