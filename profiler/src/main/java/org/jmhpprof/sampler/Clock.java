// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/** Which per-thread CPU clock raises the ticks. */
public enum Clock {
  /** {@link #PERF} where the kernel allows it, else {@link #TIMER}; decided thread by thread. */
  AUTO(0),
  /** {@code perf_event_open}, software event cpu-clock: keeps up with any interval from 10 µs. */
  PERF(1),
  /**
   * {@code timer_create} on the thread's CPU clock: works everywhere, but fires on the scheduler's
   * tick only (250 times a second on many kernels). Samples are fewer and heavier then; their
   * weight stays right.
   */
  TIMER(2);

  /** The number that the native library knows this clock by. */
  final int code;

  Clock(int code) {
    this.code = code;
  }
}
