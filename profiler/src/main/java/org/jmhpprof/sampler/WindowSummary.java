// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.profile.Event;

/** What a window came to, from the native library's counters and from what the reader found. */
final class WindowSummary {
  private final long[] before;
  private final long[] after;
  private final WindowReader.Totals totals;
  private final ClockChoice choice;
  private final long intervalNanos;
  private final String kernelRefusal;

  /**
   * Of a window that is closed.
   *
   * @param before the counters when it was opened
   * @param after the counters now
   * @param choice null in a window without CPU time
   * @param kernelRefusal null, or why no stack has frames of the kernel
   */
  WindowSummary(
      long[] before,
      long[] after,
      WindowReader.Totals totals,
      ClockChoice choice,
      long intervalNanos,
      String kernelRefusal) {
    this.before = before;
    this.after = after;
    this.totals = totals;
    this.choice = choice;
    this.intervalNanos = intervalNanos;
    this.kernelRefusal = kernelRefusal;
  }

  /**
   * All of it.
   *
   * @param result how the window closed
   * @throws SamplerException if a sample is missing
   */
  SampleCounts counts(int result) throws SamplerException {
    EventCounts cpu = conserved(Event.CPU, NativeSampler.TICKS);
    AllocCounts alloc = alloc(conserved(Event.ALLOC, NativeSampler.ALLOCATIONS));
    LockCounts lock = lock(conserved(Event.LOCK, NativeSampler.CONTENTIONS));
    WallCounts wall = wall(conserved(Event.WALL, NativeSampler.VISITS));
    long ticks = cpu == null ? 0 : cpu.offered();
    long perfSignals = since(NativeSampler.PERF_SIGNALS);
    long timerSignals = since(NativeSampler.TIMER_SIGNALS);
    long signals = perfSignals + timerSignals;
    long switchesNanos = choice == null ? 0 : choice.switchesNanos(since(NativeSampler.SWITCHES));
    return new SampleCounts(
        clocks(),
        ticks,
        cpu == null ? 0 : cpu.recorded(),
        cpu == null ? 0 : cpu.lost(),
        cpu == null ? 0 : cpu.failed(),
        since(NativeSampler.OVERRUNS),
        since(NativeSampler.WALKED_AGAIN),
        since(NativeSampler.RETRIES),
        ticks * intervalNanos,
        signals,
        choice == null ? 0 : choice.nanos(perfSignals, timerSignals),
        switchesNanos,
        cpu == null ? 0 : cpu.nanos(signals),
        totals.handlerNanos().getValueAtPercentile(50),
        totals.handlerNanos().getValueAtPercentile(99),
        totals.readerNanos(),
        WindowRemarks.of(result, before, after, switchesNanos, kernelRefusal),
        alloc,
        lock,
        wall);
  }

  /** The counts of an event; null if it is not in the window. */
  private EventCounts conserved(Event event, int counter) throws SamplerException {
    EventCounts counts = totals.of(event);
    long offered = since(counter);
    if (offered != (counts == null ? 0 : counts.offered())) {
      throw new SamplerException(
          (event == Event.CPU ? "the ticks" : "the samples of " + event.word())
              + " do not add up: "
              + offered
              + " passed, but the reader found "
              + totals);
    }
    return counts;
  }

  private AllocCounts alloc(EventCounts samples) {
    if (samples == null) {
      return null;
    }
    return new AllocCounts(
        samples,
        since(NativeSampler.UNWATCHED),
        since(NativeSampler.ALLOCATED),
        samples.nanos(samples.offered()));
  }

  private LockCounts lock(EventCounts samples) {
    return samples == null
        ? null
        : new LockCounts(samples, since(NativeSampler.UNTIMED), samples.nanos(samples.offered()));
  }

  private WallCounts wall(EventCounts samples) {
    return samples == null
        ? null
        : new WallCounts(samples, since(NativeSampler.ROUNDS), since(NativeSampler.VISIT_CPU));
  }

  private long since(int counter) {
    return after[counter] - before[counter];
  }

  private String clocks() {
    List<String> used = new ArrayList<>();
    addClock(used, NativeSampler.KIND_PERF, "perf");
    addClock(used, NativeSampler.KIND_TIMER, "timer");
    return String.join("+", used);
  }

  private void addClock(List<String> used, int kind, String name) {
    if ((after[NativeSampler.CLOCK_KINDS] & 1L << kind) != 0) {
      used.add(name);
    }
  }
}
