// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileFrame;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileStack;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.viewer.model.ComparedStacks;

/** Puts a fork's profile together: one tick is 1 ms of CPU time. */
public final class TestFork {
  public static final BenchmarkKey KEY =
      new BenchmarkKey("demo.Bench.run", "avgt", new TreeMap<>(), 1);
  private static final long TICK = 1_000_000;

  private final List<ProfileStack> stacks = new ArrayList<>();
  private final int fork;
  private final long operations;
  private long ticks;
  private long extraWall;
  private int line = 12;

  public TestFork(int fork, long operations) {
    this.fork = fork;
    this.operations = operations;
  }

  /** A stack under the timed loop; functions root first, without the loop. */
  public TestFork measured(long count, String... functions) {
    List<ProfileFrame> frames = new ArrayList<>();
    frames.add(java(ComparedStacks.LOOP));
    for (String function : functions) {
      frames.add(java(function));
    }
    return add(count, "measure", frames);
  }

  /** A stack elsewhere, root first, as it is compared. */
  public TestFork elsewhere(long count, String phase, String... functions) {
    List<ProfileFrame> frames = new ArrayList<>();
    for (String function : functions) {
      frames.add(java(function));
    }
    return add(count, phase, frames);
  }

  /** Wall time without CPU time. */
  public TestFork waiting(long milliseconds) {
    extraWall += milliseconds * TICK;
    return this;
  }

  private TestFork add(long count, String phase, List<ProfileFrame> rootFirst) {
    List<ProfileFrame> frames = new ArrayList<>(rootFirst);
    Collections.reverse(frames);
    stacks.add(new ProfileStack(frames, phase, count, count * TICK));
    ticks += count;
    return this;
  }

  /** Where all functions of the stacks to come are. */
  TestFork line(int number) {
    line = number;
    return this;
  }

  private ProfileFrame java(String function) {
    boolean pseudo = function.startsWith("[");
    return new ProfileFrame(function, pseudo ? "" : "Bench.java", pseudo ? 0 : line, false);
  }

  public ProfiledFork build() {
    return new ProfiledFork(
        "fork" + fork, KEY, fork, 0, operations, ticks * TICK + extraWall, 1, "perf", stacks);
  }
}
