// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileFrame;
import org.jmhpprof.gate.attribution.ProfiledFork.ProfileStack;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.viewer.model.Renumbering;

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
   * @param frames leaf first, in the form in which two builds can be compared; not empty
   * @param phase what it worked for, as the profiler labelled it; "" if it did not
   * @param ticks how many ticks, at least 0
   * @param cpuNanos CPU time, nanoseconds, at least 0
   */
  public record ProfileStack(List<ProfileFrame> frames, String phase, long ticks, long cpuNanos) {
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

  private static final double MOSTLY = 0.5;

  public ProfiledFork {
    stacks = List.copyOf(stacks);
    if (operations <= 0 || durationNanos < 0 || !(ticksPerSignal >= 1)) {
      throw new IllegalArgumentException(
          source + ": " + operations + " ops, " + durationNanos + " ns, " + ticksPerSignal);
    }
  }

  /** The same fork with other names of its functions. */
  ProfiledFork naming(UnaryOperator<String> names) {
    return new ProfiledFork(
        source,
        key,
        fork,
        pair,
        operations,
        durationNanos,
        ticksPerSignal,
        clock,
        stacks.stream().map(stack -> stack.renamed(names)).toList());
  }

  /** The same fork as half of a pair. */
  public ProfiledFork inPair(int number) {
    return new ProfiledFork(
        source, key, fork, number, operations, durationNanos, ticksPerSignal, clock, stacks);
  }

  /** The same fork under the names that a later build has for its functions. */
  public ProfiledFork renamed(Renames renames) {
    ProfiledFork named = naming(renames::newName);
    return new ProfiledFork(
        source,
        renames.newKey(key),
        fork,
        pair,
        operations,
        durationNanos,
        ticksPerSignal,
        clock,
        named.stacks);
  }

  /** CPU time of all its stacks, nanoseconds per operation. */
  public double cpuNanosPerOperation() {
    return stacks.stream().mapToDouble(ProfileStack::cpuNanos).sum() / operations;
  }

  /**
   * Whether an operation takes far more time than its CPU time explains. Forks of a pair share a
   * processor: their wall time says nothing.
   */
  public boolean mostlyWaits() {
    return pair == 0 && cpuNanosPerOperation() < MOSTLY * wallNanosPerOperation();
  }

  /** Wall time of all its threads together, nanoseconds per operation; NaN if unknown. */
  public double wallNanosPerOperation() {
    return durationNanos == 0 ? Double.NaN : (double) durationNanos * key.threads() / operations;
  }

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
          base.stream()
              .map(fork -> fork.naming(name -> newNames.getOrDefault(name, name)))
              .toList(),
          head,
          paired);
    }
  }
}
