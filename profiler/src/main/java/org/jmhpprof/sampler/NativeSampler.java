// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.nio.ByteBuffer;

/** The native library's functions, and nothing else. Implemented in {@code jni*.c}. */
final class NativeSampler {
  /** Results of {@link #start} and {@link #stop}; {@code handler.h}. */
  static final int OK = 0;

  static final int FOREIGN_HANDLER = 1;
  static final int RUNNING = 2;
  static final int REFUSED = 3;
  static final int STUCK = 4;
  static final int REPLACED = 5;
  static final int NO_ALLOCATIONS = 6;
  static final int NO_CONTENTIONS = 7;

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
  static final int ALLOCATIONS = 12;
  static final int ALLOCATED = 13;
  static final int UNWATCHED = 14;
  static final int CONTENTIONS = 15;
  static final int UNTIMED = 16;
  static final int VISITS = 17;
  static final int VISIT_CPU = 18;
  static final int ROUNDS = 19;
  static final int SWITCHES = 20;
  static final int PROCESS_CPU = 21;
  static final int UNCHAINED = 22;
  static final int UNCHAINED_ERRNO = 23;
  static final int COUNTERS = 24;

  /** Bits of the counter {@link #CLOCK_KINDS}; {@code clock.h}. */
  static final int KIND_PERF = 1;

  static final int KIND_TIMER = 2;

  /** What {@link #start} takes as the clock; {@code clock.h}. */
  static final int PERF = 1;

  static final int TIMER = 2;
  static final int PERF_OR_TIMER = 3;

  /** Which native frames {@link #start} takes; {@code walk.h}. */
  static final int NATIVE_OFF = 0;

  static final int NATIVE_LEAF = 1;
  static final int NATIVE_FULL = 2;

  /** What {@link #signalCost} measures, a bit each; {@code signal_cost.h}. */
  static final int COST_PERF = 1;

  static final int COST_PERF_REFRESH = 2;
  static final int COST_PERF_SWITCH = 4;
  static final int COST_TIMER = 8;

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

  /** Null, or why there can be no samples of allocations. */
  static native String obtainAllocations();

  /** Keeps the JVM's event for allocations on between windows; false if the JVM refuses. */
  static native boolean keepAllocations(int interval);

  static native void releaseAllocations();

  /** Null, or why there can be no samples of waits for monitors. */
  static native String obtainContentions();

  /** Keeps the JVM's events for waits on between windows; false if the JVM refuses. */
  static native boolean keepContentions(int depth);

  static native void releaseContentions();

  /**
   * The result in the low half, an errno in the high half.
   *
   * @param kinds the events, a bit for each
   * @param watch whether sampled objects are watched, for {@link #takeWatched}
   */
  static native long start(
      ByteBuffer ring,
      int kinds,
      long intervalNanos,
      int depth,
      int clock,
      boolean refresh,
      int nativeFrames,
      boolean kernelFrames,
      int allocInterval,
      boolean watch,
      long lockThresholdNanos,
      long wallIntervalNanos,
      boolean wallIdle);

  /** Null, or why time off the processor cannot be seen. */
  static native String obtainWall();

  /** Visits all threads until {@link #endVisits}. */
  static native void visit();

  /** The visitor comes back. Before {@link #stop}. */
  static native void endVisits();

  static native int stop();

  /**
   * Fills a quarter of an empty ring with made-up records; {@code rehearsal.h}. While no window is
   * open.
   *
   * @param nativeFrames whether windows will follow the frames of native code
   * @return the number of records
   */
  static native int rehearse(ByteBuffer ring, boolean nativeFrames);

  /** Whether a window is open, or did not close. */
  static native boolean running();

  /** Finds threads that are not Java threads, and libraries, that are new or gone. */
  static native void poll();

  static native void excludeCurrentThread();

  static native long ownCpuNanos();

  /** The word of the current thread's label; null for a thread that is not known. */
  static native ByteBuffer label();

  static native void counters(long[] out);

  /** Forgets watched objects that are gone. */
  static native void reapWatched();

  /** Forgets all watched objects. */
  static native void forgetWatched();

  /**
   * Collects garbage and forgets all watched objects. The numbers of those that are alive; null
   * when the JVM does not collect.
   */
  static native long[] takeWatched();

  /**
   * Measures parts of what signals cost, {@code signal_cost.h}, and leaves the others as they are;
   * the result is one of {@link #start}.
   */
  static native int signalCost(int parts, long[] costs);

  /** Class signature, method, method signature and source file; null when the class is gone. */
  static native String[] method(long word, int[] line);

  /** The signature of the class in the word of an object; null for an unknown one. */
  static native String objectClass(long word);

  /** Name, and "java" or null; null for an unknown id. */
  static native String[] thread(int id);

  static native String stub(long pc);

  /**
   * A C++ name as it was written, with parameters; null for any other, or without a C++ runtime.
   */
  static native String demangle(String symbol);

  /**
   * Where in an ELF file's symbol table its functions are, in the order of their addresses; null
   * when there is no memory. Both buffers are direct.
   *
   * @param names the strings that the table refers to
   */
  static native int[] functions(ByteBuffer symbols, ByteBuffer names);
}
