// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Time that threads spend off the processor, without a signal: nobody is woken.
//
// A visitor looks at each Java thread every few milliseconds. It reads the thread's CPU clock twice. If the clock moves, the
// thread is on a processor, and its time is the business of the signals. If it does not, and the thread is in native code or
// blocked, JVMTI gives its stack: the visitor does the work itself, the thread sleeps on. A thread that runs Java is never asked,
// nor one that waits inside the JVM: it is known by the stack that it was seen with before.
//
// Of each thread three sums grow from the opening of the window: wall time, CPU time, and the time that it waited for a
// processor, as the kernel counts it. What is left of the first is time off the processor. It goes to the stack that the thread
// is found with, or waits for the next visit that finds one. So nothing is counted twice, and nothing is missed: what was given
// away too early is taken off the next visit's.
//
//   - A thread whose CPU clock has not moved since it was looked at last has the same stack as then.
//   - A thread that is awake, but waits for a processor, is given nothing: only when it has run the kernel tells how long it has
//     waited for that. The rest still belongs to the stack that it slept with.
//   - A collector's pause is taken off the time of a thread that ran when it was visited last; the others have waited anyway.
//   - A thread that does not run at all between opening and close is idle.
//
// Ownership: one lock guards the list of threads and all about them. A thread that ends takes itself out of the list under the
// lock, in its last event, so that the JVM's object of a thread in the list is there.
#ifndef JMHPPROF_WALL_H
#define JMHPPROF_WALL_H

#include <jni.h>
#include <jvmti.h>
#include <stdbool.h>
#include <stdint.h>

#include "vmthread.h"

// What a thread does. The numbers are shared with ThreadState.java.
enum wall_state {
  WALL_UNKNOWN = 0,
  WALL_RUNNING = 1,
  WALL_RUNNABLE = 2,
  WALL_BLOCKED = 3,
  WALL_WAITING = 4,
  WALL_SLEEPING = 5,
  WALL_PARKED = 6,
  WALL_IN_NATIVE = 7,
  WALL_GC_PAUSE = 8,
};

// From now on threads are known, those that run and those that start. NULL, or what is missing. Once is enough.
const char* wall_obtain(jvmtiEnv* jvmti, JNIEnv* env);

struct wall_settings {
  uint64_t interval;  // ns between two visits, on average
  uint32_t depth;     // frames of a stack
  bool idle;          // idle threads have their stacks
};

// When the window has been opened: everybody's time counts from here.
void wall_start(const struct wall_settings* settings);

// Visits everybody until wall_end. For a thread of its own, which is not visited.
void wall_visit(JNIEnv* env);

// The visitor comes back.
void wall_end(void);

// When the visitor has come back, and before the window closes: each thread's time is told up to here.
void wall_settle(JNIEnv* env);

// The current thread: it has started; it tells its time while it is still known as a Java thread; it is known as one no longer.
void wall_thread_started(JNIEnv* env, jthread thread, const struct vmthread* vm);
void wall_thread_ends(JNIEnv* env);
void wall_thread_ended(JNIEnv* env);

#endif
