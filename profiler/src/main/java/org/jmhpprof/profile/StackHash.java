// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

/**
 * The hash of a stack.
 *
 * <p>Four lanes share the words, two at a time each, so that their multiplications overlap. A step
 * is a bijection of the lane and of each word; its rotation brings the high bits, which a
 * multiplication only ever pushes up, back down.
 */
final class StackHash {
  private static final long K = 0x9e37_79b9_7f4a_7c15L;
  private static final long M = 0xd6e8_feb8_6659_fd93L;

  private StackHash() {}

  /** Hashes the header and the first {@code depth} words of the stack. */
  static int of(long header, long[] stack, int depth) {
    long a = header * M;
    long b = 1;
    long c = 2;
    long d = 3;
    int i = 0;
    for (; i < depth - 7; i += 8) {
      a = step(a, stack[i] + stack[i + 4] * M);
      b = step(b, stack[i + 1] + stack[i + 5] * M);
      c = step(c, stack[i + 2] + stack[i + 6] * M);
      d = step(d, stack[i + 3] + stack[i + 7] * M);
    }
    for (; i < depth - 3; i += 4) {
      a = step(a, stack[i]);
      b = step(b, stack[i + 1]);
      c = step(c, stack[i + 2]);
      d = step(d, stack[i + 3]);
    }
    for (; i < depth; i++) {
      a = step(a, stack[i]);
    }
    return mix(step(step(a, b), step(c, d)));
  }

  /**
   * Hashes the header, four words at the leaf and four between there and the root, whatever the
   * depth. Stacks that differ in none of these have the same one.
   */
  static int brief(long header, long[] stack, int depth) {
    if (depth < 8) {
      return of(header, stack, depth);
    }
    int quarter = depth >>> 2;
    int eighth = depth >>> 3;
    long a = stack[0] * K + stack[1] * M;
    long b = stack[2] * K + stack[3] * M;
    long c = stack[quarter + eighth] * K + stack[2 * quarter] * M;
    long d = stack[2 * quarter + eighth] * K + stack[3 * quarter] * M;
    return mix(step(Long.rotateLeft(a, 23) + b, header) + Long.rotateLeft(step(c, d), 23));
  }

  /** Hashes one word. */
  static int of(long word) {
    return mix(word * K);
  }

  /** One step of a lane. */
  static long step(long lane, long word) {
    return (Long.rotateLeft(lane, 27) ^ word) * K;
  }

  /** Folds a lane into an int of which every bit is worth the same. */
  static int mix(long h) {
    h = (h ^ h >>> 32) * M;
    return (int) (h ^ h >>> 32);
  }
}
