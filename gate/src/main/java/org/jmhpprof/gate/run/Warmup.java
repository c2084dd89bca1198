// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.stats.Drift;

/**
 * How many warmup iterations the forks of one benchmark have. They begin with the benchmark's own
 * number. While the cost of an operation still drifts in the first block, that block is set aside
 * and the warmup gets longer, up to three times the benchmark's own.
 */
final class Warmup {
  private static final String ITERATIONS = "warmupIterations";
  private static final int LONGEST = 3;

  /** Drift from the first half of a fork to the second that does not matter. */
  private static final double MOST = 0.02;

  private int own;
  private int times = 1;
  private boolean restored;

  /** A warmup that was lengthened before, and stays as it is. */
  static Warmup of(int iterations) {
    Warmup warmup = new Warmup();
    warmup.own = iterations;
    warmup.restored = true;
    return warmup;
  }

  /** Iterations; empty for the benchmark's own number. */
  OptionalInt iterations() {
    return times == 1 && !restored ? OptionalInt.empty() : OptionalInt.of(times * own);
  }

  /**
   * Looks at a first block.
   *
   * @return what is done about it; empty if its forks came to rest, or nothing can be done
   */
  Optional<String> lengthen(List<ForkResult> forks) {
    boolean level = true;
    for (ForkResult fork : forks) {
      for (BenchmarkResult each : fork.results().values()) {
        level &=
            restored || each.metrics().get(Metric.SCORE).forks().stream().allMatch(Warmup::isLevel);
        own = Math.max(own, iterationsOf(each) / times);
      }
    }
    if (level || times == LONGEST || own == 0) {
      return Optional.empty();
    }
    times++;
    return Optional.of(
        "the cost of an operation still drifts, warming up " + times * own + " iterations");
  }

  private static int iterationsOf(BenchmarkResult result) {
    return Integer.parseInt(result.fingerprint().facts().getOrDefault(ITERATIONS, "0"));
  }

  /** Scatter is no excuse: code that is not compiled yet scatters, too. */
  private static boolean isLevel(Fork fork) {
    double[] costs = fork.iterations().stream().mapToDouble(Double::doubleValue).toArray();
    return !(Math.abs(Drift.of(costs, MOST).ratio() - 1) > MOST);
  }
}
