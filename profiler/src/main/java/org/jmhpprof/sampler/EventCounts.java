// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/**
 * The samples of one event in a window, by their counts. Each sample that was offered is in exactly
 * one of {@code recorded}, {@code lost} and {@code failed}.
 *
 * @param recorded with a stack
 * @param lost without room in the ring
 * @param failed without a stack
 * @param records how many records came out of the ring
 * @param measured how many of those have their cost measured
 * @param measuredNanos what these cost together
 */
public record EventCounts(
    long recorded, long lost, long failed, long records, long measured, long measuredNanos) {
  /** All that were offered. */
  public long offered() {
    return recorded + lost + failed;
  }

  /** CPU time that taking so many samples cost, from those that were measured. */
  long nanos(long samples) {
    return measured == 0 ? 0 : Math.round((double) measuredNanos / measured * samples);
  }
}
