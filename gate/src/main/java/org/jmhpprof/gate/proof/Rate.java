// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.Locale;
import org.jmhpprof.gate.stats.Proportion;

/**
 * So many of so many.
 *
 * @param count of what happened
 * @param trials above 0
 */
public record Rate(int count, int trials) {
  private static final double TOO_RARE = 0.01;

  /** The share. */
  public double value() {
    return count / (double) trials;
  }

  /** The share that is exceeded with a probability of 5 % at most. */
  public double upper95() {
    return Proportion.upperBound95(count, trials);
  }

  /**
   * Whether so many of independent trials are too many for a rate: fewer than one in a hundred
   * series of trials at that rate have as many.
   */
  public boolean exceeds(double rate) {
    return Proportion.asMany(count, trials, rate) < TOO_RARE;
  }

  /** In percent, one decimal. */
  public String percent() {
    return String.format(Locale.ROOT, "%.1f", 100 * value());
  }
}
