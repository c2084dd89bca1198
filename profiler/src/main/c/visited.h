// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// One thread's time off the processor, by what it is found doing at visits.
//
// Three sums grow from the opening of the window: wall time, CPU time, and the time that the thread waited for a processor, as
// the kernel counts it. What is left of the first is time off the processor. Each nanosecond of it is told once: what was told
// too early is taken off what comes next.
//
//   - A thread whose CPU clock has not moved since it was looked at last has the same stack as then.
//   - A thread that is awake, but waits for a processor, is told nothing of: only when it has run the kernel tells how long it has
//     waited for that.
//   - A visit that finds the thread asleep notes the stack. The time since the stacks before were told is divided among those that
//     were found: found.h. The visit at the close has no weight, since it does not come by chance: it finds the place where an
//     iteration ends.
//   - A collector's pause is taken off the time of a thread that ran when it was visited last; the others have waited anyway.
//   - A thread that does not run at all between opening and close is idle.
//
// Everything here is called with the lock of wall.c, while the JVM's object of the thread is there.
#ifndef JMHPPROF_VISITED_H
#define JMHPPROF_VISITED_H

#include <jni.h>
#include <jvmti.h>
#include <stdbool.h>
#include <stdint.h>

#include "found.h"
#include "vmthread.h"
#include "wait_stack.h"

// A moment, by the thread's three sums.
struct visited_moment {
  uint64_t wall;
  uint64_t cpu;
  uint64_t delay;
};

struct visited {
  jobject thread;  // a global reference
  struct vmthread vm;

  struct visited_moment begin;  // the opening of the window, or the thread's start
  struct visited_moment last;   // the last visit

  // What was told of the time since the beginning.
  int64_t told_off;
  uint64_t told_delay;

  uint64_t seen_pauses;  // at the last visit
  uint64_t seen_cpu;     // when its stack was taken
  bool known;            // it has not run since its stack was taken
  bool awake;            // it has been woken since, and waits for a processor
  bool idle;             // it has not run in this window
  bool hidden;           // it is one of ours
  uint64_t idle_off;     // time off the processor while it was idle

  struct found found;  // the stacks whose time is not told yet

  struct wait_stack stack;  // that it was found with last; none if its count is 0
  uint32_t tag;             // what goes with it
};

// Who visits.
struct visited_by {
  jvmtiEnv* jvmti;
  JNIEnv* env;
  uint32_t depth;  // frames of a stack
  bool idle;       // idle threads have their stacks
};

// NULL when there is no memory.
struct visited* visited_new(JNIEnv* env, jthread thread, const struct vmthread* vm);
void visited_free(JNIEnv* env, struct visited* visited);

// The window opens.
void visited_begin(struct visited* visited);

void visited_visit(struct visited* visited, const struct visited_by* by);

// The window closes: all of the time is told.
void visited_settle(struct visited* visited, const struct visited_by* by);

// The current thread ends in the window: all of its time is told.
void visited_end(struct visited* visited);

#endif
