// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jmhpprof.gate.attribution.CommonForm.StackCut;
import org.jmhpprof.gate.attribution.ProfiledFork.Phase;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileFrame;
import org.junit.jupiter.api.Test;

class StackCutTest {
  private static List<String> cut(TestFork fork) {
    return StackCut.of(fork.build()).stacks().get(0).frames().stream()
        .map(ProfileFrame::function)
        .toList();
  }

  private static TestFork fork() {
    return new TestFork(1, 1);
  }

  @Test
  void aMeasuredStackEndsAtTheTimedLoop() {
    assertEquals(
        List.of("a.Foo.bar", "demo.Bench.run", "[timed loop]"),
        cut(fork().measured(1, "demo.Bench.run", "a.Foo.bar")));
  }

  @Test
  void whatOnlyPassesALambdaOnGoes() {
    assertEquals(
        List.of("a.Foo.lambda$bar$0", "a.Foo.bar", "[timed loop]"),
        cut(
            fork()
                .measured(
                    1,
                    "a.Foo.bar",
                    "a.Foo$$Lambda$7/0x0000000800c03000.apply",
                    "a.Foo.lambda$bar$0")));
    assertEquals(
        List.of("a.Foo$$Lambda.apply", "a.Foo.bar", "[timed loop]"),
        cut(fork().measured(1, "a.Foo.bar", "a.Foo$$Lambda$7/0x0000000800c03000.apply")),
        "as a leaf it stays, for it has time of its own");
  }

  @Test
  void theVirtualMachineIsOneFrameByItsKind() {
    assertEquals(List.of("[GC]"), cut(fork().elsewhere(1, Phase.VM, "[GC]", "_ZN2G1Ev")));
    assertEquals(List.of("[JIT]"), cut(fork().elsewhere(1, Phase.VM, "[JIT]")));
    assertEquals(
        List.of("[VM]"),
        cut(fork().elsewhere(1, Phase.VM, "java.lang.ref.Reference$ReferenceHandler.run")),
        "a Java thread of the virtual machine");
  }

  @Test
  void jmhIsTheHarnessAndOtherThreadsAreTheUsers() {
    assertEquals(
        List.of("[harness]"),
        cut(
            fork()
                .elsewhere(
                    1, Phase.HARNESS, "org.openjdk.jmh.runner.ForkedMain.main", "a.Foo.setUp")));
    assertEquals(
        List.of("a.Foo.task", "java.lang.Thread.run", "[other threads]"),
        cut(fork().elsewhere(1, Phase.PROGRAM, "java.lang.Thread.run", "a.Foo.task")));
    assertEquals(
        List.of("churn", "[native thread]", "[other threads]"),
        cut(fork().elsewhere(1, Phase.PROGRAM, "[native thread]", "churn")));
  }

  @Test
  void lostAndFailedStayWhatTheyAre() {
    assertEquals(List.of("[lost samples]"), cut(fork().elsewhere(1, Phase.NONE, "[lost samples]")));
    assertEquals(
        List.of("[failed: GC active]"),
        cut(fork().elsewhere(1, Phase.HARNESS, "[failed: GC active]")));
  }
}
