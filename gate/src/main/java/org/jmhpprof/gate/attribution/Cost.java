// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import org.jmhpprof.gate.attribution.Dispersion.RatioInterval;
import org.jmhpprof.gate.stats.Moments;

/**
 * A cost in every fork: nanoseconds per operation, and how much of its scatter the counting of
 * ticks alone explains.
 *
 * <p>Mutable while it is being added up.
 */
final class Cost {
  private final boolean paired;
  private final double[] base;
  private final double[] head;
  private double baseCounting;
  private double headCounting;

  /** Nothing, in so many forks that have nothing to do with each other. */
  Cost(int baseForks, int headForks) {
    this(baseForks, headForks, false);
  }

  /**
   * Nothing, in so many forks.
   *
   * @param paired whether forks with the same number shared a processor, so that what scatters is
   *     their difference
   */
  Cost(int baseForks, int headForks, boolean paired) {
    this.paired = paired;
    base = new double[baseForks];
    head = new double[headForks];
  }

  /**
   * Adds a sample of one fork of base.
   *
   * @param value ns per operation
   * @param variance of counting, of that value
   */
  void addBase(int fork, double value, double variance) {
    base[fork] += value;
    baseCounting += variance / base.length;
  }

  /** Likewise for head. */
  void addHead(int fork, double value, double variance) {
    head[fork] += value;
    headCounting += variance / head.length;
  }

  void add(Cost other) {
    for (int i = 0; i < base.length; i++) {
      base[i] += other.base[i];
    }
    for (int i = 0; i < head.length; i++) {
      head[i] += other.head[i];
    }
    baseCounting += other.baseCounting;
    headCounting += other.headCounting;
  }

  double baseMean() {
    return mean(base);
  }

  double headMean() {
    return mean(head);
  }

  double difference() {
    return headMean() - baseMean();
  }

  /** The ratio of the geometric means, from the scatter between the forks alone. */
  RatioInterval ratio() {
    return RatioInterval.of(base, head, paired);
  }

  /** Variance of the difference of the means by counting alone. */
  double countingVariance() {
    return baseCounting / base.length + headCounting / head.length;
  }

  /** The mean number of independent ticks behind it in a fork, on the side that has more. */
  double ticks() {
    return Math.max(ticks(baseMean(), baseCounting), ticks(headMean(), headCounting));
  }

  /**
   * The same of both sides together. Which functions are tested goes by this: unlike the larger
   * side, the sum says nothing of the difference, so that choosing by it favours no chance.
   */
  double ticksOfBoth() {
    return ticks(baseMean(), baseCounting) + ticks(headMean(), headCounting);
  }

  private static double ticks(double mean, double counting) {
    return counting == 0 ? 0 : mean * mean / counting;
  }

  /**
   * Degrees of freedom of {@link #dispersion}; 0 where a side has one fork. A side that never costs
   * anything says nothing about how costs scatter.
   */
  int degreesOfFreedom() {
    if (base.length < 2 || head.length < 2) {
      return 0;
    }
    if (paired) {
      return baseCounting + headCounting > 0 ? base.length - 1 : 0;
    }
    return (baseCounting > 0 ? base.length - 1 : 0) + (headCounting > 0 ? head.length - 1 : 0);
  }

  /** How many times the scatter between forks exceeds that of counting; NaN without replicates. */
  double dispersion() {
    if (degreesOfFreedom() == 0) {
      return Double.NaN;
    }
    if (paired) {
      double[] differences = new double[base.length];
      for (int i = 0; i < base.length; i++) {
        differences[i] = head[i] - base[i];
      }
      return Moments.of(differences).variance() / (baseCounting + headCounting);
    }
    double squares = 0;
    if (baseCounting > 0) {
      squares += squares(base) / baseCounting;
    }
    if (headCounting > 0) {
      squares += squares(head) / headCounting;
    }
    return squares / degreesOfFreedom();
  }

  private static double squares(double[] values) {
    return Moments.of(values).variance() * (values.length - 1);
  }

  private static double mean(double[] values) {
    return Moments.of(values).mean();
  }
}
