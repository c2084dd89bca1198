// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.ZipfDistribution;
import org.apache.commons.math3.random.Well19937c;

/**
 * Made-up stacks whose words look like the profiler's, and the order in which samples show them.
 */
final class Stacks {
  private static final int METHODS = 4_000;
  private static final int POSITIONS = 8;
  private static final double ZIPF_EXPONENT = 1.1;

  private Stacks() {}

  /**
   * Different stacks of one depth, leaf first, in random order. The root quarter is the same in all
   * of them, as it is in a benchmark's fork.
   */
  static long[][] distinct(int count, int words) {
    SplittableRandom random = new SplittableRandom(42);
    long[] methods =
        random.longs(METHODS).map(bits -> 0x7f12_0000_0000L | bits & 0xff_fff8).toArray();
    long[] root = new long[words / 4];
    Arrays.setAll(root, j -> word(methods, random));
    long[][] stacks = new long[count][words];
    Set<List<Long>> seen = new HashSet<>();
    for (long[] stack : stacks) {
      Arrays.setAll(stack, j -> word(methods, random));
      System.arraycopy(root, 0, stack, words - root.length, root.length);
      if (!seen.add(Arrays.stream(stack).boxed().toList())) {
        throw new IllegalStateException("two stacks are the same");
      }
    }
    return stacks;
  }

  /** A method id and a position in it, packed as in the profiler's {@code frame.h}. */
  private static long word(long[] methods, SplittableRandom random) {
    return methods[random.nextInt(METHODS)] >>> 1 << 16 | random.nextInt(POSITIONS) * 7L;
  }

  /**
   * Which stack each sample shows: the k-th most frequent one k^-1.1 times as often as the first.
   */
  static int[] zipf(int distinct, int samples) {
    int[] ranks = new ZipfDistribution(new Well19937c(42), distinct, ZIPF_EXPONENT).sample(samples);
    Arrays.setAll(ranks, i -> ranks[i] - 1);
    return ranks;
  }
}
