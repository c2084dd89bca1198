// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/**
 * What signals and context switches cost in this JVM, and the clock that follows from it. Only what
 * the choice depends on is measured, each part once, before the first window: while the JVM starts,
 * signals cost a quarter more than later.
 */
final class MeasuredClock {
  /** CPU time after which the rate of context switches says something. */
  private static final long ENOUGH_NANOS = 100_000_000;

  private final long[] measured = new long[NativeSampler.COSTS];
  private int parts;
  private SignalCosts costs;
  // The counters at the load, and what measuring has added to them since.
  private final long[] base = new long[NativeSampler.COUNTERS];
  private final long[] before = new long[NativeSampler.COUNTERS];
  private final long[] now = new long[NativeSampler.COUNTERS];
  private double switches;
  private boolean started;

  /** When the library is loaded. */
  void begin() {
    NativeSampler.counters(base);
  }

  /**
   * Long before the first window: whether the clock that was asked for can be had at all.
   *
   * @throws SamplerException if it cannot
   */
  void check(SamplerOptions options) throws SamplerException {
    require(0);
    if (options.clock() == Clock.PERF && !started) {
      requirePerf(options);
      parts = 0;
      ClockChoice unused = ClockChoice.of(options, costs, 0);
    }
  }

  /**
   * Measures what is not known yet of what the choice depends on. While no window is open.
   *
   * @throws SamplerException if the clock that was asked for cannot be had
   */
  void measure(SamplerOptions options) throws SamplerException {
    require(0);
    if (options.clock() != Clock.TIMER && requirePerf(options)) {
      if (options.clock() == Clock.PERF || ClockChoice.signalsAreCheap(options, costs)) {
        require(NativeSampler.COST_PERF_SWITCH);
      }
    }
    ClockChoice choice = ClockChoice.of(options, costs, switches);
    if (choice.clock() == Clock.TIMER || choice.fallback()) {
      require(NativeSampler.COST_TIMER);
    }
  }

  /**
   * The clock of a window, the same for the same options from the first window on.
   *
   * @throws SamplerException if the clock that was asked for cannot be had
   */
  ClockChoice start(SamplerOptions options) throws SamplerException {
    if (!started) {
      switches = switchesSoFar();
      started = true;
    }
    measure(options);
    return ClockChoice.of(options, costs, switches);
  }

  private boolean requirePerf(SamplerOptions options) throws SamplerException {
    if (costs.perf().granted()) {
      require(options.refresh() ? NativeSampler.COST_PERF_REFRESH : NativeSampler.COST_PERF);
    }
    return costs.perf().granted();
  }

  private void require(int more) throws SamplerException {
    if (costs != null && (parts & more) == more) {
      return;
    }
    NativeSampler.counters(before);
    int result = NativeSampler.signalCost(more, measured);
    if (result != NativeSampler.OK) {
      throw Refusal.of(result, 0);
    }
    NativeSampler.counters(now);
    for (int i = 0; i < now.length; i++) {
      base[i] += now[i] - before[i];
    }
    parts |= more;
    costs = SignalCosts.of(measured);
  }

  /** Since the load, per ns of CPU time; 0 where there was too little of it to tell. */
  private double switchesSoFar() {
    NativeSampler.counters(now);
    long cpu = now[NativeSampler.PROCESS_CPU] - base[NativeSampler.PROCESS_CPU];
    long count = now[NativeSampler.SWITCHES] - base[NativeSampler.SWITCHES];
    return cpu < ENOUGH_NANOS ? 0 : (double) count / cpu;
  }
}
