// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.Random;

/**
 * How made-up forks scatter; relative to a true mean of 1.
 *
 * @param between standard deviation between forks
 * @param within standard deviation between the iterations of a fork
 * @param slowForks share of forks that compile into a slower shape
 * @param slowBy how much slower those are
 * @param spikes share of iterations that something disturbs
 * @param spikeBy how much longer those take
 * @param session standard deviation of what shifts all forks of one side
 */
record ForkModel(
    String name,
    double between,
    double within,
    double slowForks,
    double slowBy,
    double spikes,
    double spikeBy,
    double session) {
  static ForkModel plain(String name, double between, double within) {
    return new ForkModel(name, between, within, 0, 0, 0, 0, 0);
  }

  /** One side: {@code [fork][iteration]}, time per operation. */
  double[][] side(int forks, int iterations, double mean, Random random) {
    double[][] side = new double[forks][iterations];
    double shift = session * random.nextGaussian();
    for (double[] fork : side) {
      double centre = mean * (1 + shift + between * random.nextGaussian());
      if (random.nextDouble() < slowForks) {
        centre *= 1 + slowBy;
      }
      for (int i = 0; i < iterations; i++) {
        double value = centre * (1 + within * random.nextGaussian());
        fork[i] = random.nextDouble() < spikes ? value * (1 + spikeBy) : value;
      }
    }
    return side;
  }
}
