// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.ExactTests.Proportion;

/** What a machine that slowly drifts does to a comparison, in each order of the forks. */
final class Interleaving {
  private static final double ALPHA = 0.05;
  private static final double FORK_SD = 0.01;

  /** A drift: an autoregressive walk of the log speed. */
  record Drift(double sd, double correlation, int forks) {}

  static final List<Drift> DRIFTS =
      List.of(
          new Drift(0.02, 0.9, 5),
          new Drift(0.05, 0.9, 5),
          new Drift(0.05, 0.9, 10),
          new Drift(0.05, 0.98, 10),
          new Drift(0.05, 0.5, 10));

  /** In which order the forks of two equal builds run, and how they are compared. */
  enum Order {
    ONE_AFTER_THE_OTHER,
    PAIRED,
    WELCH
  }

  private Interleaving() {}

  static Proportion falseAlarms(Order order, Drift drift, int trials, Random random) {
    int alarms = 0;
    for (int i = 0; i < trials; i++) {
      alarms += alarm(order, drift, random) ? 1 : 0;
    }
    return new Proportion(alarms, trials);
  }

  private static boolean alarm(Order order, Drift drift, Random random) {
    int n = drift.forks();
    double[] machine = machine(drift, 2 * n, random);
    double[] base = new double[n];
    double[] head = new double[n];
    boolean headFirst = false;
    for (int i = 0; i < n; i++) {
      int first = 2 * i;
      // As Blocks orders them: every second block mirrors the one before it.
      headFirst = i % 2 == 0 ? random.nextBoolean() : !headFirst;
      boolean separate = order == Order.ONE_AFTER_THE_OTHER;
      int baseAt = separate ? i : headFirst ? first + 1 : first;
      int headAt = separate ? n + i : headFirst ? first : first + 1;
      base[i] = machine[baseAt] + FORK_SD * random.nextGaussian();
      head[i] = machine[headAt] + FORK_SD * random.nextGaussian();
    }
    Change change = order == Order.PAIRED ? Change.paired(base, head) : Change.welch(base, head);
    return change.pAny() < ALPHA;
  }

  private static double[] machine(Drift drift, int slots, Random random) {
    double[] machine = new double[slots];
    double state = drift.sd() * random.nextGaussian();
    double step = drift.sd() * Math.sqrt(1 - drift.correlation() * drift.correlation());
    for (int i = 0; i < slots; i++) {
      machine[i] = state;
      state = drift.correlation() * state + step * random.nextGaussian();
    }
    return machine;
  }

  /** The table, in Markdown. */
  static String table(int trials, long seed) {
    Random random = new Random(seed);
    StringBuilder text =
        new StringBuilder(
            "| drift SD, correlation, forks | all base, then all head: Welch |"
                + " interleaved: paired | interleaved: Welch |\n|---|---|---|---|\n");
    for (Drift drift : DRIFTS) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %.0f %%, %.2f, %d | %s | %s | %s |\n",
              100 * drift.sd(),
              drift.correlation(),
              drift.forks(),
              falseAlarms(Order.ONE_AFTER_THE_OTHER, drift, trials, random).percent(),
              falseAlarms(Order.PAIRED, drift, trials, random).percent(),
              falseAlarms(Order.WELCH, drift, trials, random).percent()));
    }
    return text.toString();
  }
}
