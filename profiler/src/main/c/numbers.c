// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "numbers.h"

#include "alloc.h"
#include "clock.h"
#include "counters.h"
#include "frame.h"
#include "handler.h"
#include "kind.h"
#include "label.h"
#include "signal_cost.h"
#include "switch_cost.h"
#include "walk.h"
#include "wall.h"

uint32_t numbers_shared(int64_t* out, uint32_t n) {
  static const int64_t numbers[] = {
      // frame.h
      (int64_t)FRAME_NATIVE,
      (int64_t)FRAME_KERNEL,
      (int64_t)FRAME_PSEUDO,
      (int64_t)FRAME_OBJECT,
      (int64_t)FRAME_MONITOR,
      (int64_t)FRAME_TAG,
      FRAME_TAG_BITS,
      PSEUDO_TRUNCATED,
      PSEUDO_NO_JAVA_FRAME,
      PSEUDO_ROOT_UNKNOWN,
      PSEUDO_NATIVE_TRUNCATED,
      PSEUDO_RUN_QUEUE,
      PSEUDO_GC_PAUSE,
      PSEUDO_IDLE,
      PSEUDO_IN_VM,
      PSEUDO_FAILED,
      PSEUDO_FAILED_UNSAMPLED,
      PSEUDO_FAILED_METHOD_ID,
      PSEUDO_FAILED_THREAD_START,
      PSEUDO_FAILED_SIGNAL_STACK,
      PSEUDO_FAILED_JVMTI,
      PSEUDO_FAILED_UNVISITED,
      // handler.h
      HANDLER_OK,
      HANDLER_FOREIGN,
      HANDLER_RUNNING,
      HANDLER_REFUSED,
      HANDLER_STUCK,
      HANDLER_REPLACED,
      HANDLER_NO_ALLOCATIONS,
      HANDLER_NO_CONTENTIONS,
      // counters.h
      COUNTER_TICKS,
      COUNTER_OVERRUNS,
      COUNTER_FOREIGN,
      COUNTER_REFUSED,
      COUNTER_KINDS,
      COUNTER_UNLISTED,
      COUNTER_BLOCKED,
      COUNTER_PERF_SIGNALS,
      COUNTER_TIMER_SIGNALS,
      COUNTER_REFUSED_ERRNO,
      COUNTER_WALKED_AGAIN,
      COUNTER_RETRIES,
      COUNTER_ALLOCATIONS,
      COUNTER_ALLOCATED,
      COUNTER_UNWATCHED,
      COUNTER_CONTENTIONS,
      COUNTER_UNTIMED,
      COUNTER_VISITS,
      COUNTER_VISIT_CPU,
      COUNTER_ROUNDS,
      COUNTER_SWITCHES,
      COUNTER_PROCESS_CPU,
      COUNTER_UNCHAINED,
      COUNTER_UNCHAINED_ERRNO,
      COUNTERS,
      // walk.h
      WALK_ROOT_FRAMES,
      WALK_EXTRA_WORDS,
      KERNEL_CHAIN_MOST,
      WALK_NATIVE_OFF,
      WALK_NATIVE_LEAF,
      WALK_NATIVE_FULL,
      // alloc.h
      ALLOC_EXTRA_WORDS,
      // label.h
      LABEL_SHIFT,
      LABEL_MOST,
      // kind.h
      KIND_CPU,
      KIND_ALLOC,
      KIND_LOCK,
      KIND_WALL,
      // wall.h
      WALL_RUNNING,
      WALL_RUNNABLE,
      WALL_BLOCKED,
      WALL_WAITING,
      WALL_SLEEPING,
      WALL_PARKED,
      WALL_IN_NATIVE,
      WALL_GC_PAUSE,
      // clock.h
      CLOCK_PERF,
      CLOCK_TIMER,
      CLOCK_PERF_OR_TIMER,
      CLOCK_KIND_PERF,
      CLOCK_KIND_TIMER,
      // switch_cost.h
      SWITCH_COST_SHORT_INTERVAL,
      // signal_cost.h
      COST_PERF,
      COST_PERF_REFRESH,
      COST_PERF_SWITCH,
      COST_TIMER,
  };
  uint32_t count = sizeof numbers / sizeof numbers[0];
  for (uint32_t i = 0; i < count && i < n; i++) {
    out[i] = numbers[i];
  }
  return count;
}
