// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

/**
 * What samples of allocated objects stand for, as Go computes it.
 *
 * <p>An object is sampled when one of its bytes is hit, and the bytes between two hits are
 * exponentially distributed. So an object of {@code size} bytes is sampled with the probability
 * {@code 1 - exp(-size / rate)}, and stands for the inverse of that.
 */
final class HeapSample {
  private HeapSample() {}

  /**
   * The number of objects that there were.
   *
   * @param count how many were sampled
   * @param bytes the bytes of those
   * @param rate bytes between two hits, on average; 1 or less if all were sampled
   */
  static long objects(long count, long bytes, long rate) {
    return count == 0 || bytes == 0 ? 0 : (long) (count * each(count, bytes, rate));
  }

  /** The bytes of the objects that there were. */
  static long bytes(long count, long bytes, long rate) {
    return count == 0 || bytes == 0 ? 0 : (long) (bytes * each(count, bytes, rate));
  }

  /** How many one of them stands for, by their average size. */
  private static double each(long count, long bytes, long rate) {
    return rate <= 1 ? 1 : -1 / Math.expm1(-((double) bytes / count) / rate);
  }
}
