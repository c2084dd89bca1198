// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What a signal of each clock costs the thread that it interrupts, whatever the handler does: the interrupt, the delivery and
// the return. On a virtual machine that can be twenty times what it is elsewhere, so it is measured where it is paid.
#ifndef JMHPPROF_SIGNAL_COST_H
#define JMHPPROF_SIGNAL_COST_H

#include <stdint.h>

#include "handler.h"
#include "switch_cost.h"

// ns of CPU time; 0 where no signal came.
struct signal_cost {
  int perf_error;         // errno with which an event that sees the kernel was refused, or 0
  int perf_user_error;    // the same for an event that does not: it tells a sysctl from a missing system call
  uint64_t perf;
  uint64_t perf_refresh;  // where the event rests while the handler runs (clock_settings.refresh)
  uint64_t timer;
  struct switch_cost perf_switch;  // what an event adds to a context switch
  uint64_t tick;                   // of the scheduler
};

// What is measured, a bit each; shared with NativeSampler.java. In brackets the CPU time that it takes here.
enum signal_cost_part {
  COST_PERF = 1,          // (20 ms)
  COST_PERF_REFRESH = 2,  // (20 ms)
  COST_PERF_SWITCH = 4,   // (60 ms)
  COST_TIMER = 8,         // (40 ms)
};

// Measures these parts on the calling thread, and leaves the others as they are; errors and tick are always found out.
// HANDLER_OK, HANDLER_RUNNING while a window is open, or HANDLER_FOREIGN.
enum handler_result signal_cost_measure(struct signal_cost* cost, unsigned parts);

#endif
