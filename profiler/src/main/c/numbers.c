// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "numbers.h"

#include "clock.h"
#include "counters.h"
#include "frame.h"
#include "handler.h"
#include "switch_cost.h"
#include "walk.h"

uint32_t numbers_shared(int64_t* out, uint32_t n) {
  static const int64_t numbers[] = {
      // frame.h
      (int64_t)FRAME_NATIVE,
      (int64_t)FRAME_PSEUDO,
      PSEUDO_TRUNCATED,
      PSEUDO_NO_JAVA_FRAME,
      PSEUDO_ROOT_UNKNOWN,
      PSEUDO_FAILED,
      PSEUDO_FAILED_UNSAMPLED,
      PSEUDO_FAILED_METHOD_ID,
      PSEUDO_FAILED_THREAD_START,
      PSEUDO_FAILED_SIGNAL_STACK,
      // handler.h
      HANDLER_OK,
      HANDLER_FOREIGN,
      HANDLER_RUNNING,
      HANDLER_REFUSED,
      HANDLER_STUCK,
      HANDLER_REPLACED,
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
      COUNTER_SWITCHES,
      COUNTER_PROCESS_CPU,
      COUNTERS,
      // walk.h
      WALK_ROOT_FRAMES,
      WALK_EXTRA_WORDS,
      // clock.h
      CLOCK_PERF,
      CLOCK_TIMER,
      CLOCK_PERF_OR_TIMER,
      CLOCK_KIND_PERF,
      CLOCK_KIND_TIMER,
      // switch_cost.h
      SWITCH_COST_SHORT_INTERVAL,
  };
  uint32_t count = sizeof numbers / sizeof numbers[0];
  for (uint32_t i = 0; i < count && i < n; i++) {
    out[i] = numbers[i];
  }
  return count;
}
