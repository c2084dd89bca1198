// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

/**
 * What one signal costs the thread that it interrupts, without the handler, as measured in this
 * JVM: ns of its CPU time, 0 where no signal came.
 *
 * @param perf whether perf events can be used
 * @param perfNanos of a perf event
 * @param perfRefreshNanos of a perf event that rests while the handler runs
 * @param timerNanos of a POSIX timer
 * @param switchSoonNanos what a perf event adds to a context switch if it is due before the
 *     scheduler's next tick, ns; 0 where that is not known
 * @param switchLateNanos the same if it is due after it
 * @param schedulerTick from one tick to the next, ns
 */
record SignalCosts(
    PerfAccess perf,
    long perfNanos,
    long perfRefreshNanos,
    long timerNanos,
    long switchSoonNanos,
    long switchLateNanos,
    long schedulerTick) {
  /** The interval of the event that the native library measured as mostly soon, ns. */
  static final int SHORT_INTERVAL = 1_000_000;

  static SignalCosts of(long[] measured) {
    long late = measured[NativeSampler.SWITCH_LATE_NANOS];
    long more = Math.max(0, measured[NativeSampler.SWITCH_MOSTLY_SOON_NANOS] - late);
    long tick = measured[NativeSampler.SCHEDULER_TICK];
    return new SignalCosts(
        PerfAccess.of(
            (int) measured[NativeSampler.PERF_ERRNO],
            (int) measured[NativeSampler.PERF_USER_ERRNO]),
        measured[NativeSampler.PERF_NANOS],
        measured[NativeSampler.PERF_REFRESH_NANOS],
        measured[NativeSampler.TIMER_NANOS],
        late + Math.round(more / shareDueSoon(SHORT_INTERVAL, tick)),
        late,
        tick);
  }

  /** How often an event is due before the scheduler's next tick. */
  private static double shareDueSoon(long intervalNanos, long tick) {
    // Event and tick are each equally likely to be due at any moment of their period.
    return intervalNanos < tick ? 1 - intervalNanos / (2.0 * tick) : tick / (2.0 * intervalNanos);
  }

  /** What a perf event with this interval adds to a context switch, ns; 0 if not known. */
  long switchNanos(long intervalNanos) {
    double soon = shareDueSoon(intervalNanos, schedulerTick);
    return Math.round(soon * switchSoonNanos + (1 - soon) * switchLateNanos);
  }

  ClockChoice choice(Clock clock, boolean fallback, String reason, SamplerOptions options) {
    return new ClockChoice(
        clock,
        fallback,
        reason,
        perfNanos(options.refresh()),
        timerNanos,
        switchNanos(options.intervalNanos()));
  }

  long perfNanos(boolean refresh) {
    return refresh ? perfRefreshNanos : perfNanos;
  }
}
