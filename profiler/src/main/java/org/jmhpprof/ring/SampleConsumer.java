// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

/** Receives the samples that {@link SampleRing#drain} takes out of the ring. */
@FunctionalInterface
public interface SampleConsumer {
  /**
   * One sample. An exception ends the drain and reaches its caller; the ring stays intact, and the
   * sample counts as consumed.
   *
   * @param timeNanos when the sample was taken, on the writer's clock
   * @param threadId the thread that was sampled
   * @param ticks how many ticks the sample stands for, unsigned
   * @param costNanos what taking the sample cost; 0 where it was not measured
   * @param stack the frames, leaf first; valid during this call only, the array is used again
   * @param depth how many elements of {@code stack} belong to this sample
   */
  void accept(long timeNanos, int threadId, int ticks, long costNanos, long[] stack, int depth);
}
