// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What a perf event of cpu-clock adds to a context switch: the kernel stops its timer for the thread that goes and starts one
// for the thread that comes. That costs little where the scheduler's tick comes first, for the hardware is set to that already.
// Where it must be set anew, and the machine is virtual, it costs several times the switch, and a program that hands work from
// thread to thread loses more to it than to the signals.
#ifndef JMHPPROF_SWITCH_COST_H
#define JMHPPROF_SWITCH_COST_H

#include <stdint.h>

// The interval of the event that is mostly due before the scheduler's tick, ns. Shared with SignalCosts.java.
#define SWITCH_COST_SHORT_INTERVAL 1000000

// ns of CPU time a switch; 0 where it could not be measured.
struct switch_cost {
  uint64_t mostly_soon;  // with the short interval
  uint64_t late;         // the event is always due after the tick
};

// Takes some 40 ms of CPU time, in which the calling thread stays on its processor.
struct switch_cost switch_cost_measure(void);

// From one tick of the scheduler to the next, ns.
uint64_t switch_cost_tick(void);

// Context switches of all threads of this process so far, and their CPU time, ns. Threads that are gone are in both.
uint64_t switch_cost_switches(void);
uint64_t switch_cost_process_cpu(void);

#endif
