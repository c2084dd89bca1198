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
   * @param kind what the sample counts, below {@link SampleRing#KINDS}
   * @param timeNanos when the sample was taken, on the writer's clock
   * @param threadId the thread that was sampled
   * @param count how many the sample stands for, such as ticks, unsigned
   * @param value how much it stands for, such as nanoseconds
   * @param costNanos what taking the sample cost; 0 where it was not measured
   * @param stack the frames, leaf first; valid during this call only, the array is used again
   * @param depth how many elements of {@code stack} belong to this sample
   */
  void accept(
      int kind,
      long timeNanos,
      int threadId,
      int count,
      long value,
      long costNanos,
      long[] stack,
      int depth);
}
