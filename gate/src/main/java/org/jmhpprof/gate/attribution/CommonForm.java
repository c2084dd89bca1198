// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileFrame;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileStack;
import org.jmhpprof.viewer.model.Renumbering;

/**
 * The forks of both sides under common names. CPU times are as they were.
 *
 * @param base forks of base
 * @param head forks of head
 * @param paired whether forks at the same place in both lists ran as a pair
 */
public record CommonForm(List<ProfiledFork> base, List<ProfiledFork> head, boolean paired) {
  private static final int FEWEST_PAIRS = 2;

  /**
   * Brings both sides into it. Where they ran in pairs, halves without their other are left out.
   */
  public static CommonForm of(List<ProfiledFork> base, List<ProfiledFork> head) {
    Map<Integer, ProfiledFork> pairs = new TreeMap<>();
    base.stream().filter(fork -> fork.pair() > 0).forEach(fork -> pairs.put(fork.pair(), fork));
    List<ProfiledFork> halves =
        head.stream()
            .filter(fork -> pairs.containsKey(fork.pair()))
            .sorted(Comparator.comparingInt(ProfiledFork::pair))
            .toList();
    if (halves.size() < FEWEST_PAIRS) {
      return of(base, head, false);
    }
    return of(halves.stream().map(fork -> pairs.get(fork.pair())).toList(), halves, true);
  }

  private static CommonForm of(List<ProfiledFork> base, List<ProfiledFork> head, boolean paired) {
    Renumbering numbers = new Renumbering(costs(base), costs(head));
    return new CommonForm(
        base.stream().map(fork -> fork.naming(numbers::ofBase)).toList(),
        head.stream().map(fork -> fork.naming(numbers::ofHead)).toList(),
        paired);
  }

  private static Map<String, Double> costs(List<ProfiledFork> forks) {
    Map<String, Double> costs = new HashMap<>();
    for (ProfiledFork fork : forks) {
      for (ProfileStack stack : fork.stacks()) {
        double cost = (double) stack.cpuNanos() / fork.operations();
        stack.frames().stream()
            .map(ProfileFrame::function)
            .distinct()
            .forEach(function -> costs.merge(function, cost, Double::sum));
      }
    }
    return costs;
  }

  /** The same with other names of some functions of base. */
  CommonForm renamingInBase(Map<String, String> newNames) {
    return new CommonForm(
        base.stream().map(fork -> fork.naming(name -> newNames.getOrDefault(name, name))).toList(),
        head,
        paired);
  }
}
