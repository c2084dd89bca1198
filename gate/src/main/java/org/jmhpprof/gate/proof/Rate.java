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
  /** The share. */
  public double value() {
    return count / (double) trials;
  }

  /** The share that is exceeded with a probability of 5 % at most. */
  public double upper95() {
    return Proportion.upperBound95(count, trials);
  }

  /** The share below which it lies with a probability of 5 % at most. */
  public double lower95() {
    return 1 - Proportion.upperBound95(trials - count, trials);
  }

  /**
   * The same share of fewer trials, rounded down: what so many trials say that share most of their
   * data.
   */
  public Rate of(int independent) {
    return new Rate((int) Math.floor(value() * independent), independent);
  }

  /** In percent, one decimal. */
  public String percent() {
    return String.format(Locale.ROOT, "%.1f", 100 * value());
  }
}
