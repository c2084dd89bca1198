// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import org.jmhpprof.profile.Event;

/** The numbers that mean something in Java and in C, in the order of {@code numbers.c}. */
final class SharedNumbers {
  private SharedNumbers() {}

  static long[] ofJava() {
    return new long[] {
      // frame.h
      PseudoFrame.NATIVE,
      PseudoFrame.KERNEL,
      PseudoFrame.PSEUDO,
      PseudoFrame.OBJECT,
      PseudoFrame.MONITOR,
      PseudoFrame.TAG,
      PseudoFrame.TAG_BITS,
      PseudoFrame.TRUNCATED.number,
      PseudoFrame.NO_JAVA_FRAME.number,
      PseudoFrame.ROOT_UNKNOWN.number,
      PseudoFrame.NATIVE_TRUNCATED.number,
      PseudoFrame.RUN_QUEUE.number,
      PseudoFrame.GC_PAUSE.number,
      PseudoFrame.IDLE.number,
      PseudoFrame.IN_VM.number,
      PseudoFrame.FIRST_FAILED,
      PseudoFrame.FAILED_UNSAMPLED.number,
      PseudoFrame.FAILED_METHOD_ID.number,
      PseudoFrame.FAILED_THREAD_START.number,
      PseudoFrame.FAILED_SIGNAL_STACK.number,
      PseudoFrame.FAILED_JVMTI.number,
      PseudoFrame.FAILED_UNVISITED.number,
      // handler.h
      NativeSampler.OK,
      NativeSampler.FOREIGN_HANDLER,
      NativeSampler.RUNNING,
      NativeSampler.REFUSED,
      NativeSampler.STUCK,
      NativeSampler.REPLACED,
      NativeSampler.NO_ALLOCATIONS,
      NativeSampler.NO_CONTENTIONS,
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
      NativeSampler.ALLOCATIONS,
      NativeSampler.ALLOCATED,
      NativeSampler.UNWATCHED,
      NativeSampler.CONTENTIONS,
      NativeSampler.UNTIMED,
      NativeSampler.VISITS,
      NativeSampler.VISIT_CPU,
      NativeSampler.ROUNDS,
      NativeSampler.SWITCHES,
      NativeSampler.PROCESS_CPU,
      NativeSampler.UNCHAINED,
      NativeSampler.UNCHAINED_ERRNO,
      NativeSampler.COUNTERS,
      // walk.h
      SamplerOptions.ROOT_FRAMES,
      SamplerOptions.EXTRA_WORDS,
      SamplerOptions.KERNEL_FRAMES,
      NativeSampler.NATIVE_OFF,
      NativeSampler.NATIVE_LEAF,
      NativeSampler.NATIVE_FULL,
      // alloc.h
      SamplerOptions.OBJECT_WORDS,
      // label.h
      LabelSets.SHIFT,
      LabelSets.MOST,
      // kind.h
      Event.CPU.ordinal(),
      Event.ALLOC.ordinal(),
      Event.LOCK.ordinal(),
      Event.WALL.ordinal(),
      // wall.h
      ThreadState.RUNNING.ordinal(),
      ThreadState.RUNNABLE.ordinal(),
      ThreadState.BLOCKED.ordinal(),
      ThreadState.WAITING.ordinal(),
      ThreadState.SLEEPING.ordinal(),
      ThreadState.PARKED.ordinal(),
      ThreadState.IN_NATIVE.ordinal(),
      ThreadState.GC_PAUSE.ordinal(),
      // clock.h
      NativeSampler.PERF,
      NativeSampler.TIMER,
      NativeSampler.PERF_OR_TIMER,
      NativeSampler.KIND_PERF,
      NativeSampler.KIND_TIMER,
      // switch_cost.h
      SignalCosts.SHORT_INTERVAL,
      // signal_cost.h
      NativeSampler.COST_PERF,
      NativeSampler.COST_PERF_REFRESH,
      NativeSampler.COST_PERF_SWITCH,
      NativeSampler.COST_TIMER,
    };
  }
}
