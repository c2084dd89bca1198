// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Which side of a block comes first. The first of two blocks is drawn, the second is its mirror
 * image. Nothing but the seed, the benchmark and how many blocks there are decides, so that a run
 * that goes on keeps to it.
 */
record BlockOrder(long seed) {
  private static final List<Integer> BASE_FIRST = List.of(0, 1);
  private static final List<Integer> HEAD_FIRST = List.of(1, 0);

  /**
   * The sides in their order.
   *
   * @param done how many blocks the task has
   */
  List<Integer> of(Task task, int done) {
    long mixed = 31 * (31 * seed + task.benchmark().hashCode()) + done / 2;
    boolean headFirst = new SplittableRandom(mixed).nextBoolean() ^ done % 2 == 1;
    return headFirst ? HEAD_FIRST : BASE_FIRST;
  }
}
