// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When a run judges. All looks share the error rate, so that a command that judges the run's
 * results again has to know how many there were.
 *
 * <p>What a run prints when it ends early is one more look. A run that goes on has spent that
 * look's share, and the shares of the planned looks that it had taken before; what comes shares the
 * rest, so that the sum never exceeds the rate.
 *
 * @param forks after how many forks per side, ascending; the undecided go on from one to the next
 */
public record Looks(List<Integer> forks) {
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

  private static final String FACT = "looks";
  private static final double ROUNDING = 1e-9;

  public Looks {
    forks = List.copyOf(forks);
  }

  /** One look. */
  public static Looks once(int forks) {
    return new Looks(List.of(forks));
  }

  /** Each after twice as many forks as the one before, the last after {@code last}. */
  public static Looks doubling(int first, int last) {
    List<Integer> forks = new ArrayList<>();
    for (long look = first; look < last; look *= 2) {
      forks.add((int) look);
    }
    forks.add(last);
    return new Looks(forks);
  }

  /** Among what the directory of a run remembers. */
  public void addTo(Map<String, String> facts) {
    facts.put(FACT, String.join(",", forks.stream().map(String::valueOf).toList()));
  }

  /** How many were planned by what such a directory remembers; 1 where it says nothing. */
  public static int planned(Map<String, String> facts) {
    return facts.getOrDefault(FACT, "").split(",").length;
  }

  /**
   * The number by which the error rate is divided now.
   *
   * @param planned how many looks were planned
   * @param early ends of this run from which it went on
   * @param taken how many of the planned looks were taken before, if it ends early
   * @param complete whether all is measured that a planned look needs; if not, the run ends early,
   *     and something is left for a run that resumes it
   */
  static int divisor(int planned, EarlyEnds early, int taken, boolean complete) {
    double left = 1;
    int done = 0;
    for (int at : early.taken()) {
      // What was decided at these looks stays decided by the share that they had.
      left -= (at - done) / (double) divisor(planned - done, left);
      done = at;
      left -= 1.0 / divisor(planned - done + spare(planned - done), left);
    }
    if (complete) {
      return divisor(planned - done, left);
    }
    int now = Math.max(done, taken);
    left -= (now - done) / (double) divisor(planned - done, left);
    return divisor(planned - now + spare(planned - now), left);
  }

  /** Where only one look is to come, an early end must leave it something. */
  private static int spare(int looks) {
    return looks < 2 ? 1 : 0;
  }

  private static int divisor(int looks, double left) {
    return (int) Math.ceil(looks / left - ROUNDING);
  }
}
