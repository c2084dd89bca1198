// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// How far apart the signals of a perf event come, when one costs as much as the period is long.
//
// On a virtual machine a perf signal can cost 50 us, and what it costs changes from minute to minute. An event that turns itself
// off at each signal still starts its next period inside the handler, so the rest of the handler and the return from the signal
// come out of it. Where they take all of it, the thread gets nothing but signals and never ends what it does.
//
// So the period grows: whenever PACE_LATE signals in a row each come a quarter of the period late or more, by the thread's CPU
// time, it becomes twice the shortest distance between them. The thread then has as much time for itself as a signal takes, at
// the least. Ticks are counted by the CPU clock, so a signal then stands for several of them and no time is lost. The period
// stays longer until the window ends.
#ifndef JMHPPROF_PACE_H
#define JMHPPROF_PACE_H

#include <stdbool.h>
#include <stdint.h>

// In a row: a single late signal says that the kernel, or a page fault, held it back.
#define PACE_LATE 8u
// No longer period than this, ns.
#define PACE_LONGEST UINT64_C(100000000)

struct pace {
  uint64_t period;    // ns
  uint64_t last;      // CPU time of the thread at its last signal, ns; 0 before the first
  uint64_t shortest;  // distance between the late signals, ns
  uint32_t late;      // signals in a row that came late
};

static inline struct pace pace_of(uint64_t period) {
  return (struct pace){.period = period};
}

// For a signal that comes at `cpu`. True when the period has grown. async-signal-safe
static inline bool pace_signal(struct pace* pace, uint64_t cpu) {
  uint64_t distance = pace->last == 0 ? 0 : cpu - pace->last;
  pace->last = cpu;
  if (distance < pace->period + pace->period / 4 || pace->period >= PACE_LONGEST) {
    pace->late = 0;
    return false;
  }
  pace->shortest = pace->late == 0 || distance < pace->shortest ? distance : pace->shortest;
  if (++pace->late < PACE_LATE) {
    return false;
  }
  pace->late = 0;
  pace->period = pace->shortest < PACE_LONGEST / 2 ? 2 * pace->shortest : PACE_LONGEST;
  return true;
}

#endif
