// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What is counted from the load of the library on. Java takes the difference between a window's start and its stop.
#ifndef JMHPPROF_COUNTERS_H
#define JMHPPROF_COUNTERS_H

#include <stdatomic.h>
#include <stdint.h>

// The numbers are shared with NativeSampler.java.
enum counter {
  COUNTER_TICKS = 0,      // all that passed, by the threads' CPU clocks
  COUNTER_OVERRUNS = 1,   // of POSIX timers, for the record: the clocks already count them
  COUNTER_FOREIGN = 2,    // SIGPROFs that no clock of ours raised
  COUNTER_REFUSED = 3,    // clocks that the kernel refused
  COUNTER_KINDS = 4,      // not a count: bit set of clock_kind seen in this window
  COUNTER_UNLISTED = 5,   // times that the threads of the process could not be listed
  COUNTER_BLOCKED = 6,    // not a count: threads that are there now and block SIGPROF
  COUNTER_PERF_SIGNALS = 7,   // what the handler was called for, also while no window is open
  COUNTER_TIMER_SIGNALS = 8,
  COUNTER_REFUSED_ERRNO = 9,  // not a count: errno of the last clock that was refused
  COUNTER_WALKED_AGAIN = 10,  // stacks that the first walk did not give
  COUNTER_RETRIES = 11,       // walks from guessed callers for them
  COUNTER_ALLOCATIONS = 12,   // sampled objects, all that came while a window was open
  COUNTER_ALLOCATED = 13,     // bytes that Java threads allocated in a window, sampled or not
  COUNTER_UNWATCHED = 14,     // sampled objects that could not be watched
  COUNTER_CONTENTIONS = 15,   // waits for monitors that ended while a window was open
  COUNTER_UNTIMED = 16,       // waits for which there was no memory
  COUNTER_VISITS = 17,        // records of time off the processor
  COUNTER_VISIT_CPU = 18,     // CPU time of the visitor, ns
  COUNTER_ROUNDS = 19,        // in which it visited each thread
  COUNTER_SWITCHES = 20,      // context switches of the process, by the kernel's count
  COUNTER_PROCESS_CPU = 21,   // CPU time of the process, ns, by the kernel's clock
  COUNTER_UNCHAINED = 22,     // perf events without memory for the kernel's frames
  COUNTER_UNCHAINED_ERRNO = 23,  // not a count: errno of the last one
  COUNTERS
};

extern _Atomic uint64_t counters[COUNTERS];

// async-signal-safe
static inline void counters_add(enum counter counter, uint64_t more) {
  atomic_fetch_add_explicit(&counters[counter], more, memory_order_relaxed);
}

#endif
