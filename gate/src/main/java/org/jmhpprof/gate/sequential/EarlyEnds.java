// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.sequential;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How often a run ended early, with results shown, and then went on.
 *
 * @param taken how many of the planned looks were taken before each of these ends, ascending
 */
public record EarlyEnds(List<Integer> taken) {
  public static final EarlyEnds NONE = new EarlyEnds(List.of());

  public EarlyEnds {
    taken = List.copyOf(taken);
  }

  /**
   * As a directory remembers them.
   *
   * @throws NumberFormatException if it is no list of numbers
   */
  public static EarlyEnds of(String text) {
    return text.isEmpty()
        ? NONE
        : new EarlyEnds(Stream.of(text.split(",")).map(Integer::valueOf).toList());
  }

  /** What {@link #of} reads. */
  public String text() {
    return taken.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** These and one more. */
  public EarlyEnds and(int more) {
    List<Integer> all = new ArrayList<>(taken);
    all.add(Math.max(more, last()));
    return new EarlyEnds(all);
  }

  /** How many looks were taken before the last of them. */
  public int last() {
    return taken.isEmpty() ? 0 : taken.get(taken.size() - 1);
  }
}
