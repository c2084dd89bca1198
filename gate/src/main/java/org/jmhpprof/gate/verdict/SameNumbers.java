// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.List;
import org.jmhpprof.gate.model.Fork;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Side;

/**
 * Whether two sides hold the same measurements. Two JVMs do not measure the same to the last digit,
 * iteration by iteration: a gate that compares such sides cannot fail.
 */
final class SameNumbers {
  private static final int TOO_FEW_TO_TELL = 2;

  private SameNumbers() {}

  static boolean inBoth(Side base, Side head) {
    List<List<Double>> before = scores(base);
    return before.stream().anyMatch(fork -> fork.stream().distinct().count() > TOO_FEW_TO_TELL)
        && before.equals(scores(head));
  }

  private static List<List<Double>> scores(Side side) {
    return side.results().values().stream()
        .flatMap(result -> result.metrics().get(Metric.SCORE).forks().stream())
        .map(Fork::iterations)
        .toList();
  }
}
