// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.run.Blocks.Progress;
import org.jmhpprof.gate.run.Blocks.TimeLimit;
import org.jmhpprof.gate.run.JmhOptions.Task;

/** How long the rest of a run takes, and how much of its time is left. */
final class Remaining {
  /** How long a fork may take beyond the time limit; of the first one nothing is known. */
  private static final Duration LEAST_PATIENCE = Duration.ofMinutes(10);

  private static final Duration UNKNOWN_PATIENCE = Duration.ofHours(1);

  /**
   * What is still to be run.
   *
   * @param needed about how long that takes
   * @param time the same, but no longer than there is
   */
  record Left(int forks, Duration needed, Duration time, boolean allKnown) {}

  private final Ledger ledger;
  private final TimeLimit time;
  private final int sides;
  private final Progress progress;
  private boolean warned;

  Remaining(Ledger ledger, TimeLimit time, int sides, Progress progress) {
    this.ledger = ledger;
    this.time = time;
    this.sides = sides;
    this.progress = progress;
  }

  /** Where time is kept for profiles, the last block must not take it. */
  Duration spare(Task task) {
    double known = ledger.seconds(task);
    return time.timed().equals(time.end()) || Double.isNaN(known) ? Duration.ZERO : seconds(known);
  }

  /** How long a fork may take beyond its deadline. */
  Duration patience(Task task) {
    double known = ledger.seconds(task);
    if (Double.isNaN(known)) {
      return UNKNOWN_PATIENCE;
    }
    Duration thrice = seconds(3 * known);
    return thrice.compareTo(LEAST_PATIENCE) > 0 ? thrice : LEAST_PATIENCE;
  }

  /** About how long a block takes; nothing where that is not known. */
  Duration block(Task task) {
    double known = ledger.seconds(task);
    return Double.isNaN(known) ? Duration.ZERO : seconds(known);
  }

  /** Once, as soon as the time of every task is known. */
  void warn(Collection<Task> tasks, int blocks) {
    Left left = of(tasks, blocks);
    if (!warned && left.allKnown()) {
      warned = true;
      if (left.needed().compareTo(left.time()) > 0) {
        progress.say(
            "the budget is too short: "
                + Figures.time(left.needed())
                + " are needed before the next verdict, "
                + Figures.time(left.time())
                + " are left; choose fewer benchmarks or shorter iterations");
      }
    }
  }

  /** What some tasks lack until each has so many blocks. */
  Left of(Collection<Task> tasks, int blocks) {
    double known = 0;
    int count = 0;
    for (Task task : tasks) {
      if (!Double.isNaN(ledger.seconds(task))) {
        known += ledger.seconds(task);
        count++;
      }
    }
    int forks = 0;
    double all = 0;
    for (Task task : ledger.open(tasks, blocks)) {
      int open = blocks - ledger.done(task);
      double each = ledger.seconds(task);
      forks += open * sides;
      all += open * (Double.isNaN(each) ? known / Math.max(1, count) : each);
    }
    Duration needed = seconds(all);
    Duration budget = Duration.between(Instant.now(), time.timed());
    return new Left(
        forks, needed, needed.compareTo(budget) < 0 ? needed : budget, count == tasks.size());
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) (1000 * seconds));
  }
}
