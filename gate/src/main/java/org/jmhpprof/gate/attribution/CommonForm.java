// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The forks of both sides with their stacks cut to what can be compared, under common names. CPU
 * times are as they were.
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
    List<ProfiledFork> before = base.stream().map(StackCut::of).toList();
    List<ProfiledFork> after = head.stream().map(StackCut::of).toList();
    Renumbering numbers = new Renumbering(before, after);
    return new CommonForm(numbers.ofBase(before), numbers.ofHead(after), paired);
  }

  /** The same with other names of some functions of base. */
  CommonForm renamingInBase(Map<String, String> newNames) {
    UnaryOperator<String> names = name -> newNames.getOrDefault(name, name);
    return new CommonForm(
        base.stream()
            .map(
                fork ->
                    fork.with(fork.stacks().stream().map(stack -> stack.renamed(names)).toList()))
            .toList(),
        head,
        paired);
  }
}
