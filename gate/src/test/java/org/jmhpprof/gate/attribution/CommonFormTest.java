// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jmhpprof.gate.attribution.ProfiledFork.CommonForm;
import org.junit.jupiter.api.Test;

class CommonFormTest {
  private static List<ProfiledFork> fork(String... functions) {
    TestFork fork = new TestFork(1, 1000);
    for (String function : functions) {
      fork.measured(100, function);
    }
    return List.of(fork.build());
  }

  private static List<SortedSet<String>> names(List<ProfiledFork> base, List<ProfiledFork> head) {
    CommonForm common = CommonForm.of(base, head);
    List<SortedSet<String>> names = new ArrayList<>();
    for (List<ProfiledFork> side : List.of(common.base(), common.head())) {
      SortedSet<String> leaves = new TreeSet<>();
      side.get(0).stacks().forEach(stack -> leaves.add(stack.frames().get(0).function()));
      names.add(leaves);
    }
    return names;
  }

  @Test
  void asManyCorrespondInOrder() {
    var names =
        names(
            fork("a.B.lambda$foo$0", "a.B.lambda$foo$1", "a.B$1.run"),
            fork("a.B.lambda$foo$1", "a.B.lambda$foo$2", "a.B$2.run"));
    assertEquals(new TreeSet<>(names.get(1)), names.get(0));
    assertEquals(
        new TreeSet<>(List.of("a.B.lambda$foo$1", "a.B.lambda$foo$2", "a.B$2.run")), names.get(0));
  }

  @Test
  void otherwiseTheyBecomeOne() {
    var names = names(fork("a.B.lambda$foo$0"), fork("a.B.lambda$foo$0", "a.B.lambda$foo$1"));
    assertEquals(new TreeSet<>(List.of("a.B.lambda$foo$*")), names.get(0));
    assertEquals(new TreeSet<>(List.of("a.B.lambda$foo$*")), names.get(1));
  }

  @Test
  void theSameNumbersAreTheSame() {
    String[] all = {"a.B.lambda$foo$0", "a.B.lambda$foo$1", "a.B$1.run", "a.B.plain"};
    var names = names(fork(all), fork(all));
    assertEquals(new TreeSet<>(List.of(all)), names.get(0));
    assertEquals(new TreeSet<>(List.of(all)), names.get(1));
  }

  @Test
  void aRareOneDoesNotSpoilTheMatching() {
    List<ProfiledFork> base =
        List.of(
            new TestFork(1, 1000)
                .measured(500, "a.B.lambda$foo$0")
                .measured(1, "a.B.lambda$foo$1")
                .build());
    var names = names(base, fork("a.B.lambda$foo$0"));
    assertEquals(new TreeSet<>(List.of("a.B.lambda$foo$0", "a.B.lambda$foo$1")), names.get(0));
  }
}
