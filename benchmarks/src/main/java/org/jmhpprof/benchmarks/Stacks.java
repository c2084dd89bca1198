// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.ZipfDistribution;
import org.apache.commons.math3.random.Well19937c;
import org.jmhpprof.profile.Frame;
import org.jmhpprof.profile.Symbols;
import org.jmhpprof.profile.ThreadInfo;

/** Made-up stacks whose words look like the profiler's; always the same ones. */
public final class Stacks implements Symbols {
  private static final int METHODS = 500;
  private static final int POSITIONS = 8;
  private static final double ZIPF_EXPONENT = 1.1;

  private final SplittableRandom random = new SplittableRandom(42);
  private final long[] methods =
      random.longs(METHODS).map(bits -> 0x7f12_0000_0000L | bits & 0xff_fff8).toArray();
  private final long[] last;

  private Stacks(int words) {
    last = new long[words];
    Arrays.setAll(last, j -> word());
  }

  /** Stacks of this depth, one after the other. */
  static Stacks ofDepth(int words) {
    return new Stacks(words);
  }

  /** In what stacks differ. */
  public enum Shape {
    /** Neighbours share a root; everything between leaf and root may differ. */
    TREE,

    /** All are the same but for one word in the middle. */
    ONE_WORD
  }

  /** That many stacks of this depth. */
  static long[][] distinct(int count, int words, Shape shape) {
    Stacks stacks = new Stacks(words);
    long[][] all = new long[count][words];
    for (int i = 0; i < count; i++) {
      if (shape == Shape.TREE) {
        stacks.next(all[i]);
      } else {
        stacks.last[words / 2 + 1] = (long) i << 16;
        System.arraycopy(stacks.last, 0, all[i], 0, words);
      }
    }
    return all;
  }

  /**
   * Fills in the next stack, leaf first. It has the last one's root and at least three new words at
   * the leaf, so that no two of a million are equal; a quarter never changes, as in a benchmark's
   * fork.
   */
  void next(long[] stack) {
    int changed = 3 + random.nextInt(last.length * 3 / 4 - 2);
    for (int j = 0; j < changed; j++) {
      last[j] = word();
    }
    System.arraycopy(last, 0, stack, 0, last.length);
  }

  /** A method id and a position in it, packed as in the profiler's {@code frame.h}. */
  private long word() {
    return methods[random.nextInt(METHODS)] >>> 1 << 16 | random.nextInt(POSITIONS) * 7L;
  }

  @Override
  public Frame frame(long word) {
    long method = word >>> 16;
    int line = 10 + (int) (word & 0xffff);
    String type = "org.example.service.Component" + method % 400;
    String name = type + ".method" + method;
    return new Frame(
        name, name + "(Ljava/lang/String;I)V", "Component.java", line, line - line % 10, 0, null);
  }

  @Override
  public ThreadInfo thread(int threadId) {
    return new ThreadInfo("worker-" + threadId, ThreadInfo.Kind.JAVA);
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
