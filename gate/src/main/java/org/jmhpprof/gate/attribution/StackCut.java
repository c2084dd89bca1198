// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.ArrayList;
import java.util.List;

/**
 * Brings a stack into the form in which two builds can be compared.
 *
 * <p>A measured stack ends at JMH's timed loop, whose generated name holds the mode and the method.
 * What the virtual machine did is one frame by its kind, what JMH itself did is one frame. Frames
 * that only stand for a lambda expression go.
 */
final class StackCut {
  /** The generated loop around the benchmark method. */
  static final String LOOP = "[timed loop]";

  /** JMH's own work, with set-up and tear-down. */
  static final String HARNESS = "[harness]";

  /** Root of the benchmark's work on threads other than JMH's. */
  static final String OTHER_THREADS = "[other threads]";

  /** The profiler's root of the garbage collector's threads. */
  static final String GC = "[GC]";

  private static final String VM = "[VM]";

  private static final String STUB_SUFFIX = "_jmhStub";
  private static final String FAILED = "[failed";

  private StackCut() {}

  /** The same fork, its stacks in comparable form; times are as they were. */
  static ProfiledFork of(ProfiledFork fork) {
    return fork.with(fork.stacks().stream().map(StackCut::of).toList());
  }

  static ProfileStack of(ProfileStack stack) {
    return new ProfileStack(cut(stack), stack.phase(), stack.ticks(), stack.cpuNanos());
  }

  private static List<ProfileFrame> cut(ProfileStack stack) {
    if (stack.leaf().function().startsWith(FAILED)) {
      return List.of(pseudo(stack.leaf().function()));
    }
    return switch (stack.phase()) {
      case MEASURE -> measured(stack.frames());
      case PROGRAM -> otherThread(stack.frames());
      case HARNESS -> List.of(pseudo(HARNESS));
      case VM -> List.of(pseudo(kindOfVmThread(stack.root().function())));
      case NONE -> List.of(pseudo(stack.leaf().function()));
    };
  }

  /** The virtual machine's own Java threads have no root that says so. */
  private static String kindOfVmThread(String root) {
    return root.startsWith("[") ? root : VM;
  }

  private static List<ProfileFrame> measured(List<ProfileFrame> frames) {
    List<ProfileFrame> kept = new ArrayList<>();
    for (ProfileFrame frame : frames) {
      if (frame.function().endsWith(STUB_SUFFIX)) {
        kept.add(pseudo(LOOP));
        return kept;
      }
      keep(kept, frame);
    }
    kept.add(pseudo(LOOP));
    return kept;
  }

  private static List<ProfileFrame> otherThread(List<ProfileFrame> frames) {
    List<ProfileFrame> kept = new ArrayList<>();
    frames.forEach(frame -> keep(kept, frame));
    kept.add(pseudo(OTHER_THREADS));
    return kept;
  }

  private static void keep(List<ProfileFrame> kept, ProfileFrame frame) {
    String name = FrameNames.stable(frame.function());
    boolean passedThrough = !kept.isEmpty() && FrameNames.isLambdaProxy(name);
    if (!passedThrough) {
      kept.add(frame.named(name));
    }
  }

  private static ProfileFrame pseudo(String name) {
    return new ProfileFrame(name, "", 0, false);
  }
}
