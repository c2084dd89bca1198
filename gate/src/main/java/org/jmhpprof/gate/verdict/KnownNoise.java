// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.verdict;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.stats.Moments;

/** What stored forks, all of one build, tell of the noise of one metric. */
final class KnownNoise {
  /**
   * A variance that a few forks may only seem to stay below.
   *
   * @param variance of the difference of two sides: of log costs, or of costs
   * @param degreesOfFreedom of that variance
   */
  record Floor(double variance, double degreesOfFreedom) {}

  private final List<Fork> forks;
  private final long leftOut;
  private final ToDoubleFunction<Fork> value;

  /**
   * Noise on one scale.
   *
   * @param value of a fork, on the scale of the comparison
   */
  KnownNoise(List<Fork> forks, ToDoubleFunction<Fork> value) {
    this.value = value;
    this.forks = forks.stream().filter(fork -> Double.isFinite(value.applyAsDouble(fork))).toList();
    this.leftOut = forks.size() - this.forks.size();
  }

  /** How many forks have no finite value and are left out. */
  long leftOut() {
    return leftOut;
  }

  /** The forks' values, by session. */
  Collection<double[]> sessions() {
    return Fork.bySession(forks).values().stream().map(this::values).toList();
  }

  private double[] values(List<Fork> some) {
    return some.stream().mapToDouble(value).toArray();
  }

  /** Of the mean difference of so many pairs, by what two forks of one block differ. */
  Optional<Floor> ofPairs(int pairs) {
    double[] differences =
        Fork.ofWholeBlocks(forks).stream()
            .mapToDouble(
                block -> value.applyAsDouble(block.get(1)) - value.applyAsDouble(block.get(0)))
            .toArray();
    Moments moments = Moments.of(differences);
    return floor(moments.variance() / pairs, moments.n() - 1);
  }

  /** Of the difference of two means, by what forks of one session differ. */
  Optional<Floor> ofForks(int base, int head) {
    Collection<double[]> sessions = sessions();
    return floor(
        Moments.pooledVariance(sessions) * (1.0 / base + 1.0 / head),
        Moments.pooledFreedom(sessions));
  }

  private static Optional<Floor> floor(double variance, int freedom) {
    return Double.isFinite(variance) && freedom > 0
        ? Optional.of(new Floor(variance, freedom))
        : Optional.empty();
  }
}
