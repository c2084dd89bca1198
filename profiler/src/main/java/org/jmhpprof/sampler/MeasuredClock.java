// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/**
 * What signals and context switches cost in this JVM, and the clock that follows from it. They are
 * measured twice, when the library is loaded and before the first window: the first answers whether
 * a clock can be had at all, the second is what windows go by. While the JVM starts, signals cost a
 * quarter more than later.
 */
final class MeasuredClock {
  /** CPU time after which the rate of context switches says something. */
  private static final long ENOUGH_NANOS = 100_000_000;

  private final long[] loaded = new long[NativeSampler.COUNTERS];
  private final long[] now = new long[NativeSampler.COUNTERS];
  private SignalCosts costs;
  private double switches;
  private boolean warm;

  /** Leaves the costs as they are while another handler has the signal. */
  int measure() {
    long[] measured = new long[NativeSampler.COSTS];
    int result = NativeSampler.signalCost(measured);
    if (result == NativeSampler.OK) {
      costs = SignalCosts.of(measured);
      NativeSampler.counters(loaded);
    }
    return result;
  }

  /** Before the first window; later calls do nothing. */
  void measureWarm() {
    if (!warm) {
      switches = switchesSoFar();
      measure();
      warm = true;
    }
  }

  /**
   * The same for the same options, after {@link #measureWarm}.
   *
   * @throws SamplerException if the clock that was asked for cannot be had
   */
  ClockChoice choice(SamplerOptions options) throws SamplerException {
    int result = costs == null ? measure() : NativeSampler.OK;
    if (result != NativeSampler.OK) {
      throw Refusal.of(result, 0);
    }
    return ClockChoice.of(options, costs, warm ? switches : switchesSoFar());
  }

  /** Since the load, per ns of CPU time; 0 where there was too little of it to tell. */
  private double switchesSoFar() {
    NativeSampler.counters(now);
    long cpu = now[NativeSampler.PROCESS_CPU] - loaded[NativeSampler.PROCESS_CPU];
    long count = now[NativeSampler.SWITCHES] - loaded[NativeSampler.SWITCHES];
    return cpu < ENOUGH_NANOS ? 0 : (double) count / cpu;
  }
}
