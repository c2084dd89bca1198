// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

/** The numbers that mean something in Java and in C, in the order of {@code numbers.c}. */
final class SharedNumbers {
  private SharedNumbers() {}

  static long[] ofJava() {
    return new long[] {
      // frame.h
      PseudoFrame.NATIVE,
      PseudoFrame.PSEUDO,
      PseudoFrame.TRUNCATED.number,
      PseudoFrame.NO_JAVA_FRAME.number,
      PseudoFrame.ROOT_UNKNOWN.number,
      PseudoFrame.FIRST_FAILED,
      PseudoFrame.FAILED_UNSAMPLED.number,
      PseudoFrame.FAILED_METHOD_ID.number,
      PseudoFrame.FAILED_THREAD_START.number,
      PseudoFrame.FAILED_SIGNAL_STACK.number,
      // handler.h
      NativeSampler.OK,
      NativeSampler.FOREIGN_HANDLER,
      NativeSampler.RUNNING,
      NativeSampler.REFUSED,
      NativeSampler.STUCK,
      NativeSampler.REPLACED,
      // counters.h
      NativeSampler.TICKS,
      NativeSampler.OVERRUNS,
      NativeSampler.FOREIGN_SIGNALS,
      NativeSampler.REFUSED_CLOCKS,
      NativeSampler.CLOCK_KINDS,
      NativeSampler.UNLISTED,
      NativeSampler.BLOCKED,
      NativeSampler.PERF_SIGNALS,
      NativeSampler.TIMER_SIGNALS,
      NativeSampler.REFUSED_ERRNO,
      NativeSampler.WALKED_AGAIN,
      NativeSampler.RETRIES,
      NativeSampler.SWITCHES,
      NativeSampler.PROCESS_CPU,
      NativeSampler.COUNTERS,
      // walk.h
      SamplerOptions.ROOT_FRAMES,
      SamplerOptions.EXTRA_WORDS,
      // clock.h
      NativeSampler.PERF,
      NativeSampler.TIMER,
      NativeSampler.PERF_OR_TIMER,
      NativeSampler.KIND_PERF,
      NativeSampler.KIND_TIMER,
      // switch_cost.h
      SignalCosts.SHORT_INTERVAL,
    };
  }
}
