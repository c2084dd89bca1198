// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.List;
import java.util.Optional;

/**
 * What happened between one start and its stop. The numbers are those of CPU time, all 0 in a
 * window without it, unless they say otherwise. Every tick of the sampled threads' CPU clocks is in
 * exactly one of {@code recorded}, {@code lost} and {@code failed}.
 *
 * @param clock what raised the ticks, {@code perf} or {@code timer}; {@code perf+timer} when
 *     threads differ
 * @param ticks ticks that passed; one stands for one interval of CPU time
 * @param recorded ticks with a stack
 * @param lost ticks without room in the ring
 * @param failed ticks whose stack could not be walked, or that passed without a signal
 * @param overruns timer expirations that the kernel merged into another signal; {@code ticks} has
 *     them already
 * @param walkedAgain stacks that the first walk did not give, or not whole
 * @param retries walks from guessed callers for these, at most 98 for one stack
 * @param cpuNanos CPU time that the ticks stand for, ns
 * @param signals signals that the handler was called for
 * @param signalNanos what they cost the threads without the handler: interrupt, delivery and
 *     return, ns
 * @param switchNanos what perf events added to the context switches, ns
 * @param handlerNanos time spent in signal handlers, ns; from one in eight at intervals below 5 ms
 * @param handlerP50Nanos median cost of one handler, ns
 * @param handlerP99Nanos 99th percentile of it, ns
 * @param readerNanos CPU time of the profiler's own thread, ns; {@link #COST_UNKNOWN} where nobody
 *     measures what sampling costs
 * @param remarks what a reader of the profile should know, a line each; mostly empty
 * @param alloc allocation; null in a window without it
 * @param lock waits for monitors; null in a window without them
 * @param wall time off the processor; null in a window without it
 */
public record SampleCounts(
    String clock,
    long ticks,
    long recorded,
    long lost,
    long failed,
    long overruns,
    long walkedAgain,
    long retries,
    long cpuNanos,
    long signals,
    long signalNanos,
    long switchNanos,
    long handlerNanos,
    long handlerP50Nanos,
    long handlerP99Nanos,
    long readerNanos,
    List<String> remarks,
    AllocCounts alloc,
    LockCounts lock,
    WallCounts wall) {
  /** Instead of the CPU time of the profiler's own thread. */
  public static final long COST_UNKNOWN = -1;

  /** Whether {@link #overheadNanos} is known. */
  public boolean costKnown() {
    return readerNanos != COST_UNKNOWN;
  }

  /** CPU time that the profiler took, from the threads that it sampled and for its own thread. */
  public long overheadNanos() {
    return signalNanos
        + switchNanos
        + handlerNanos
        + readerNanos
        + (alloc == null ? 0 : alloc.nanos())
        + (lock == null ? 0 : lock.nanos())
        + (wall == null ? 0 : wall.nanos());
  }

  /** A line, if the threads were left less than three quarters of their time. */
  public Optional<String> shortInterval(long intervalNanos) {
    long taken = signalNanos + handlerNanos;
    return taken <= cpuNanos / 4
        ? Optional.empty()
        : Optional.of(ShortestInterval.warning(intervalNanos, taken / signals));
  }
}
