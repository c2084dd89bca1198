// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jmhpprof.gate.attribution.ProfiledFork.Phase;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileFrame;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Renames;

/**
 * The profile of one fork.
 *
 * @param source the file it came from
 * @param key which benchmark
 * @param fork the number of the fork, from 1
 * @param pair the number of the pair that it was half of, from 1; 0 for none
 * @param operations what its CPU time is divided by, above 0
 * @param durationNanos wall time of the profiled iterations, nanoseconds; 0 if unknown
 * @param ticksPerSignal how many ticks came with one signal, at least 1: ticks that the kernel
 *     merged are no independent samples
 * @param clock the clock that ticked, {@code perf} or {@code timer}
 * @param stacks what it measured
 */
public record ProfiledFork(
    String source,
    BenchmarkKey key,
    int fork,
    int pair,
    long operations,
    long durationNanos,
    double ticksPerSignal,
    String clock,
    List<ProfileStack> stacks) {
  /**
   * Equal stacks of one fork, added up.
   *
   * @param frames leaf first; not empty
   * @param phase what it worked for
   * @param ticks how many ticks, at least 0
   * @param cpuNanos CPU time, nanoseconds, at least 0
   */
  public record ProfileStack(List<ProfileFrame> frames, Phase phase, long ticks, long cpuNanos) {
    public ProfileStack {
      frames = List.copyOf(frames);
      if (frames.isEmpty() || ticks < 0 || cpuNanos < 0) {
        throw new IllegalArgumentException(
            "a stack of %d frames, %d ticks, %d ns".formatted(frames.size(), ticks, cpuNanos));
      }
    }

    /** The same with other names of its functions. */
    ProfileStack renamed(UnaryOperator<String> names) {
      return new ProfileStack(
          frames.stream().map(frame -> frame.named(names.apply(frame.function()))).toList(),
          phase,
          ticks,
          cpuNanos);
    }

    ProfileFrame leaf() {
      return frames.get(0);
    }

    ProfileFrame root() {
      return frames.get(frames.size() - 1);
    }
  }

  /**
   * One frame of a stack.
   *
   * @param function {@code package.Class.method}, a native function, or a pseudo frame in brackets;
   *     not empty
   * @param file the source file's name, "" if unknown
   * @param line the line in it, 0 if unknown
   * @param machine whether it is native code or a stub, not Java
   */
  public record ProfileFrame(String function, String file, int line, boolean machine) {
    public ProfileFrame {
      Objects.requireNonNull(file, "file");
      if (function.isEmpty()) {
        throw new IllegalArgumentException("a frame without a name");
      }
    }

    ProfileFrame named(String name) {
      return name.equals(function) ? this : new ProfileFrame(name, file, line, machine);
    }
  }

  /** What a stack was working for, as the profiler labelled it. */
  public enum Phase {
    /** The benchmark's timed loop. */
    MEASURE("measure"),
    /** The benchmark's work on other threads. */
    PROGRAM("program"),
    /** JMH itself, set-up and tear-down. */
    HARNESS("harness"),
    /** A thread of the virtual machine. */
    VM("vm"),
    /** No thread is known: lost samples. */
    NONE("");

    private final String label;

    Phase(String label) {
      this.label = label;
    }

    /** The phase of a label; {@link #NONE} for an unknown one. */
    public static Phase of(String label) {
      for (Phase phase : values()) {
        if (phase.label.equals(label)) {
          return phase;
        }
      }
      return NONE;
    }

    /** The value of the sample's label {@code phase}. */
    public String label() {
      return label;
    }
  }

  public ProfiledFork {
    stacks = List.copyOf(stacks);
    if (operations <= 0 || durationNanos < 0 || !(ticksPerSignal >= 1)) {
      throw new IllegalArgumentException(
          source + ": " + operations + " ops, " + durationNanos + " ns, " + ticksPerSignal);
    }
  }

  /** The same fork with other stacks. */
  ProfiledFork with(List<ProfileStack> other) {
    return new ProfiledFork(
        source, key, fork, pair, operations, durationNanos, ticksPerSignal, clock, other);
  }

  /** The same fork as half of a pair. */
  public ProfiledFork inPair(int number) {
    return new ProfiledFork(
        source, key, fork, number, operations, durationNanos, ticksPerSignal, clock, stacks);
  }

  /** The same fork under the names that a later build has for its functions. */
  public ProfiledFork renamed(Renames renames) {
    List<ProfileStack> renamed =
        stacks.stream().map(stack -> stack.renamed(renames::newName)).toList();
    return new ProfiledFork(
        source,
        renames.newKey(key),
        fork,
        pair,
        operations,
        durationNanos,
        ticksPerSignal,
        clock,
        renamed);
  }

  /** CPU time of all its stacks, nanoseconds per operation. */
  public double cpuNanosPerOperation() {
    return stacks.stream().mapToDouble(ProfileStack::cpuNanos).sum() / operations;
  }

  /** Wall time of all its threads together, nanoseconds per operation; NaN if unknown. */
  public double wallNanosPerOperation() {
    return durationNanos == 0 ? Double.NaN : (double) durationNanos * key.threads() / operations;
  }
}
