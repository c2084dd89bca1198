// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/** Which per-thread CPU clock raises the ticks. */
public enum Clock {
  /** The better one of the other two on this machine, at this interval; {@link ClockChoice}. */
  AUTO,
  /**
   * {@code perf_event_open}, software event cpu-clock: one signal a tick, from 10 µs on. Only where
   * the event sees the kernel.
   */
  PERF,
  /**
   * {@code timer_create} on the thread's CPU clock: works everywhere, but fires on the scheduler's
   * tick only (250 times a second on many kernels). Samples are fewer and heavier then; their
   * weight stays right.
   */
  TIMER
}
