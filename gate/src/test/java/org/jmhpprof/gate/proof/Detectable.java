// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.ExactTests.Proportion;

/** The smallest change that is found four times in five. */
final class Detectable {
  private static final List<Integer> FORKS = List.of(3, 5, 7, 10, 20);
  private static final double POWER = 0.8;

  private Detectable() {}

  /**
   * In standard deviations of fork means, for Welch's test of so many forks per side.
   *
   * @param exceeded one-sided error rate
   */
  static double of(int forks, double exceeded, int trials, Random random) {
    double[] effects = new double[trials];
    for (int i = 0; i < trials; i++) {
      Change change = Change.welch(normal(forks, random), normal(forks, random));
      double t = TDistribution.of(change.degreesOfFreedom()).inverseSurvivalProbability(exceeded);
      // The true effect that would just have made this trial significant.
      effects[i] = t * change.standardError() - change.estimate();
    }
    Arrays.sort(effects);
    return effects[(int) Math.ceil(POWER * trials) - 1];
  }

  private static double[] normal(int n, Random random) {
    return DoubleStream.generate(random::nextGaussian).limit(n).toArray();
  }

  /** The table, in Markdown. */
  static String table(int trials, long seed) {
    Random random = new Random(seed);
    StringBuilder text =
        new StringBuilder(
            "| forks per side | 5 % two-sided | 1 % | 0.1 % | 5 % one-sided |\n"
                + "|---|---|---|---|---|\n");
    for (int forks : FORKS) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %.2f | %.2f | %.2f | %.2f |\n",
              forks,
              of(forks, 0.025, trials, random),
              of(forks, 0.005, trials, random),
              of(forks, 0.0005, trials, random),
              of(forks, 0.05, trials, random)));
    }
    return text.toString();
  }

  /** How often a gap is found at the number of forks that the gate prints as needed for it. */
  static Proportion powerAtForksNeeded(
      double gap, double sd, double alpha, int trials, Random random) {
    int forks = Change.forksNeeded(gap, 2 * sd * sd, false, alpha);
    int found = 0;
    for (int i = 0; i < trials; i++) {
      double[] base = normal(forks, random);
      double[] head = normal(forks, random);
      for (int j = 0; j < forks; j++) {
        base[j] *= sd;
        head[j] = gap + sd * head[j];
      }
      found += Change.welch(base, head).pAbove(0) < alpha ? 1 : 0;
    }
    return new Proportion(found, trials);
  }

  /** The table of that, in Markdown. */
  static String forksNeededTable(int trials, long seed) {
    Random random = new Random(seed);
    StringBuilder text =
        new StringBuilder(
            "| SD of fork means | distance from the limit | forks said to be needed | found |\n"
                + "|---|---|---|---|\n");
    for (double sd : new double[] {0.01, 0.02, 0.05, 0.1}) {
      for (double gap : new double[] {0.02, 0.05, 0.1}) {
        int forks = Change.forksNeeded(gap, 2 * sd * sd, false, 0.025);
        text.append(
            String.format(
                Locale.ROOT,
                "| %.0f %% | %.0f %% | %d | %s %% |\n",
                100 * sd,
                100 * gap,
                forks,
                powerAtForksNeeded(gap, sd, 0.025, trials, random).percent()));
      }
    }
    return text.toString();
  }
}
