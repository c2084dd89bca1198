// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.nio.ByteBuffer;

/** The native library's functions, and nothing else. Implemented in {@code jni.c}. */
final class NativeSampler {
  /** Results of {@link #start} and {@link #stop}; {@code handler.h}. */
  static final int OK = 0;

  static final int FOREIGN_HANDLER = 1;
  static final int RUNNING = 2;
  static final int REFUSED = 3;
  static final int STUCK = 4;
  static final int REPLACED = 5;

  /** Places in what {@link #counters} fills; {@code counters.h}. */
  static final int TICKS = 0;

  static final int OVERRUNS = 1;
  static final int FOREIGN_SIGNALS = 2;
  static final int REFUSED_CLOCKS = 3;
  static final int CLOCK_KINDS = 4;
  static final int UNLISTED = 5;
  static final int BLOCKED = 6;
  static final int PERF_SIGNALS = 7;
  static final int TIMER_SIGNALS = 8;
  static final int REFUSED_ERRNO = 9;
  static final int WALKED_AGAIN = 10;
  static final int RETRIES = 11;
  static final int SWITCHES = 12;
  static final int PROCESS_CPU = 13;
  static final int COUNTERS = 14;

  /** Bits of the counter {@link #CLOCK_KINDS}; {@code clock.h}. */
  static final int KIND_PERF = 1;

  static final int KIND_TIMER = 2;

  /** What {@link #start} takes as the clock; {@code clock.h}. */
  static final int PERF = 1;

  static final int TIMER = 2;
  static final int PERF_OR_TIMER = 3;

  /** Places in what {@link #signalCost} fills. */
  static final int PERF_ERRNO = 0;

  static final int PERF_USER_ERRNO = 1;
  static final int PERF_NANOS = 2;
  static final int PERF_REFRESH_NANOS = 3;
  static final int TIMER_NANOS = 4;
  static final int SWITCH_MOSTLY_SOON_NANOS = 5;
  static final int SWITCH_LATE_NANOS = 6;
  static final int SCHEDULER_TICK = 7;
  static final int COSTS = 8;

  private NativeSampler() {}

  /** Null, or what is missing in this JVM. Once per JVM. */
  static native String init();

  static native long[] ringLayout();

  /** In the order of {@link SharedNumbers}. */
  static native long[] sharedNumbers();

  /** The result in the low half, an errno in the high half. */
  static native long start(
      ByteBuffer ring, long intervalNanos, int depth, int clock, boolean refresh);

  static native int stop();

  /** Whether a window is open, or did not close. */
  static native boolean running();

  /** Finds threads that are not Java threads and are new or gone. */
  static native void poll();

  static native void excludeCurrentThread();

  static native long ownCpuNanos();

  static native void counters(long[] out);

  /** Measures what a signal costs, {@code signal_cost.h}; the result is one of {@link #start}. */
  static native int signalCost(long[] out);

  /** Class signature, method, method signature and source file; null when the class is gone. */
  static native String[] method(long word, int[] line);

  /** Name, and "java" or null; null for an unknown id. */
  static native String[] thread(int id);

  static native String stub(long pc);

  /**
   * A C++ name as it was written, with parameters; null for any other, or without a C++ runtime.
   */
  static native String demangle(String symbol);
}
