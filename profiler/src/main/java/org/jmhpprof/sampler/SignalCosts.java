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
 */
record SignalCosts(PerfAccess perf, long perfNanos, long perfRefreshNanos, long timerNanos) {
  static SignalCosts of(long[] measured) {
    return new SignalCosts(
        PerfAccess.of(
            (int) measured[NativeSampler.PERF_ERRNO],
            (int) measured[NativeSampler.PERF_USER_ERRNO]),
        measured[NativeSampler.PERF_NANOS],
        measured[NativeSampler.PERF_REFRESH_NANOS],
        measured[NativeSampler.TIMER_NANOS]);
  }

  long perfNanos(boolean refresh) {
    return refresh ? perfRefreshNanos : perfNanos;
  }
}
