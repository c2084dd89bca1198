// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.viewer.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.viewer.MadeProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparedStacksTest {
  private static final String STUB =
      ";demo.jmh_generated.Bench_run_jmhTest.run_avgt_jmhStub;org.openjdk.jmh.runner.ForkedMain.main";

  @TempDir Path directory;

  private static MadeProfile fork() {
    return MadeProfile.ofFork(1, 1, "cpu/nanoseconds");
  }

  /** The stacks, leaf first, in the order of the samples. */
  private List<String> stacks(MadeProfile profile) throws IOException {
    Profiles profiles = Profiles.read(List.of(profile.write(directory.resolve("1.pb.gz"))));
    ComparedStacks compared = new ComparedStacks(profiles);
    List<String> stacks = new ArrayList<>();
    for (int i = 0; i < profiles.size(); i++) {
      List<String> names = new ArrayList<>();
      for (int node = compared.nodeOf(i); node != 0; node = compared.tree().parent(node)) {
        FrameTable frames = compared.frames();
        names.add(frames.function(frames.functionOf(compared.tree().item(node))).name());
      }
      stacks.add(String.join(";", names));
    }
    return stacks;
  }

  private String cut(String stack, String phase) throws IOException {
    return stacks(fork().sample(stack, phase.isEmpty() ? "" : "phase=" + phase, 1)).get(0);
  }

  @Test
  void aMeasuredStackEndsAtTheTimedLoop() throws IOException {
    assertEquals(
        "a.Foo.bar;demo.Bench.run;[timed loop]", cut("a.Foo.bar;demo.Bench.run" + STUB, "measure"));
    assertEquals("[timed loop]", cut(STUB.substring(1), "measure"));
    assertEquals(
        "a.Foo.bar;a.Main.main;[timed loop]",
        cut("a.Foo.bar;a.Main.main", "measure"),
        "a stack that was too deep to reach it");
  }

  @Test
  void whatOnlyPassesALambdaOnGoes() throws IOException {
    assertEquals(
        "a.Foo.lambda$bar$0;a.Foo.bar;[timed loop]",
        cut(
            "a.Foo.lambda$bar$0;a.Foo$$Lambda$7/0x0000000800c03000.apply;a.Foo.bar" + STUB,
            "measure"));
    assertEquals(
        "a.Foo$$Lambda.apply;a.Foo.bar;[timed loop]",
        cut("a.Foo$$Lambda$7/0x0000000800c03000.apply;a.Foo.bar" + STUB, "measure"),
        "as a leaf it stays, for it has time of its own");
  }

  @Test
  void theVirtualMachineIsOneFrameByItsKind() throws IOException {
    assertEquals("[GC]", cut("_ZN2G1Ev;[GC]", "vm"));
    assertEquals("[JIT]", cut("[JIT]", "vm"));
    assertEquals(
        "[VM]",
        cut("java.lang.ref.Reference$ReferenceHandler.run", "vm"),
        "a Java thread of the virtual machine");
  }

  @Test
  void jmhIsTheHarnessAndOtherThreadsAreTheUsers() throws IOException {
    assertEquals("[harness]", cut("a.Foo.setUp;org.openjdk.jmh.runner.ForkedMain.main", "harness"));
    assertEquals(
        "a.Foo.task;java.lang.Thread.run;[other threads]",
        cut("a.Foo.task;java.lang.Thread.run", "program"));
    assertEquals("churn;[native thread];[other threads]", cut("churn;[native thread]", "program"));
  }

  @Test
  void lostAndFailedStayWhatTheyAre() throws IOException {
    assertEquals("[lost samples]", cut("[lost samples]", ""));
    assertEquals("[failed: GC active]", cut("[failed: GC active]", "harness"));
    assertEquals(
        "[failed: GC active]",
        cut("[failed: GC active];org.openjdk.jmh.runner.ForkedMain.main", "measure"));
  }

  @Test
  void oneStackInTwoPhasesIsTwoStacks() throws IOException {
    assertEquals(
        List.of("a.Foo.bar;[timed loop]", "[harness]", "a.Foo.bar;[other threads]", ""),
        stacks(
            fork()
                .sample("a.Foo.bar", "phase=measure", 1)
                .sample("a.Foo.bar", "phase=harness", 1)
                .sample("a.Foo.bar", "phase=program", 1)
                .sample("", "phase=measure", 1)));
  }

  @Test
  void whatIsNoBenchmarkStaysAsItIs() throws IOException {
    String stack = "a.Foo$$Lambda$7/0x0000000800c03000.apply;[failed];x.run_avgt_jmhStub";
    assertEquals(
        List.of(stack),
        stacks(new MadeProfile("cpu/nanoseconds").sample(stack, "phase=harness", 1)));
  }

  @Test
  void aDeepStackNeedsNoDeepRecursion() throws IOException {
    String deep = "a.Foo.down;".repeat(20_000) + "demo.Bench.run" + STUB;
    assertEquals(
        "a.Foo.down;".repeat(20_000) + "demo.Bench.run;[timed loop]", cut(deep, "measure"));
  }
}
