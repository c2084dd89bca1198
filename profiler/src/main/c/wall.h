// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Time that threads spend off the processor, without a signal: nobody is woken.
//
// A visitor looks at each Java thread every few milliseconds. It reads the thread's CPU clock twice. If the clock moves, the
// thread is on a processor, and its time is the business of the signals. If it does not, and the thread is in native code or
// blocked, JVMTI gives its stack: the visitor does the work itself, the thread sleeps on. A thread that runs Java is never asked,
// nor one that waits inside the JVM: it is known by the stack that it was seen with before.
//
// What becomes of a thread's time: visited.h.
//
// Ownership: one lock guards the list of threads and all about them. A thread that ends takes itself out of the list under the
// lock, in its last event, so that the JVM's object of a thread in the list is there.
#ifndef JMHPPROF_WALL_H
#define JMHPPROF_WALL_H

#include <jni.h>
#include <jvmti.h>
#include <stdbool.h>
#include <stdint.h>

#include "visited.h"
#include "vmthread.h"

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
