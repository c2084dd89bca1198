// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.List;
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
