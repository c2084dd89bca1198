// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * When a run judges. All looks share the error rate, so that whoever judges the run's results again
 * has to know how many there were.
 *
 * <p>What a run prints when it ends early takes the place of a look that was planned. Who resumes
 * it has spent that look's share, and what comes shares the rest: the sum never exceeds the rate.
 *
 * @param forks after how many forks per side, ascending; the undecided go on from one to the next
 */
record Looks(List<Integer> forks) {
  private static final String FACT = "looks";

  Looks {
    forks = List.copyOf(forks);
  }

  /** One look. */
  static Looks once(int forks) {
    return new Looks(List.of(forks));
  }

  /** Each after twice as many forks as the one before, the last after {@code last}. */
  static Looks doubling(int first, int last) {
    List<Integer> forks = new ArrayList<>();
    for (long look = first; look < last; look *= 2) {
      forks.add((int) look);
    }
    forks.add(last);
    return new Looks(forks);
  }

  /** Among what the directory of a run remembers. */
  void addTo(Map<String, String> facts) {
    facts.put(FACT, String.join(",", forks.stream().map(String::valueOf).toList()));
  }

  /** How many were planned by what such a directory remembers; 1 where it says nothing. */
  static int planned(Map<String, String> facts) {
    return facts.getOrDefault(FACT, "").split(",").length;
  }

  /**
   * The number by which the error rate is divided at a look.
   *
   * @param planned how many looks were planned
   * @param early how many times the run ended early and was resumed
   * @param complete whether all is measured; if not, something is left for whoever resumes
   */
  static int divisor(int planned, int early, boolean complete) {
    int withEarly = Math.max(2, planned);
    double left = 1;
    for (int i = 0; i < early; i++) {
      left -= 1 / Math.ceil(withEarly / left);
    }
    return (int) Math.ceil((complete ? planned : withEarly) / left);
  }
}
