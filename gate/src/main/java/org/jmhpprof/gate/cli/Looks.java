// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * When a run judges. Each look shares the error rate with the others, so that whoever judges the
 * run's results again has to know how many there were.
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

  int count() {
    return forks.size();
  }

  /** Among what the directory of a run remembers. */
  void addTo(Map<String, String> facts) {
    facts.put(FACT, String.join(",", forks.stream().map(String::valueOf).toList()));
  }

  /** How many were planned by what such a directory remembers; 1 where it says nothing. */
  static int planned(Map<String, String> facts) {
    return facts.getOrDefault(FACT, "").split(",").length;
  }
}
