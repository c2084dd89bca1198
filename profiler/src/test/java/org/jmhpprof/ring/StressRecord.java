// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

/** The records of the stress tests; {@code stress_record.h} says the same in C. */
final class StressRecord {
  private StressRecord() {}

  static long word(int writer, long number, long k) {
    long x = ((long) writer << 56) ^ (number << 16) ^ k ^ 0x5851f42d4c957f2dL;
    x *= 0x9e3779b97f4a7c15L;
    return x ^ (x >>> 29);
  }

  static int depth(int writer, long number, int maxDepth) {
    return (int) ((word(writer, number, 0xffffffffL) >>> 33) % (maxDepth + 1));
  }

  static int ticks(long number) {
    return 1 + (int) (number % 3);
  }

  static int kind(long number) {
    return (int) (number % SampleRing.KINDS);
  }

  static long cost(int writer, long number, int depth) {
    return word(writer, number, depth) & 0xffffffffL;
  }

  static long ticksUpTo(long last) {
    long sum = 0;
    for (long i = 1; i <= last; i++) {
      sum += ticks(i);
    }
    return sum;
  }

  static int fill(int writer, long number, int maxDepth, long[] stack) {
    int depth = depth(writer, number, maxDepth);
    for (int k = 0; k < depth; k++) {
      stack[k] = word(writer, number, k);
    }
    return depth;
  }
}
