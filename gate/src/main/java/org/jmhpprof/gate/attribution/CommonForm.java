// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The forks of both sides with their stacks cut to what can be compared, under common names. CPU
 * times are as they were.
 *
 * @param base forks of base
 * @param head forks of head
 */
public record CommonForm(List<ProfiledFork> base, List<ProfiledFork> head) {
  /** Brings both sides into it. */
  public static CommonForm of(List<ProfiledFork> base, List<ProfiledFork> head) {
    List<ProfiledFork> before = base.stream().map(StackCut::of).toList();
    List<ProfiledFork> after = head.stream().map(StackCut::of).toList();
    Renumbering numbers = new Renumbering(before, after);
    return new CommonForm(numbers.ofBase(before), numbers.ofHead(after));
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
        head);
  }
}
