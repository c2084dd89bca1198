// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Waits for monitors, by JVMTI's MonitorContendedEnter and MonitorContendedEntered: every wait for which the JVM puts the thread
// in a queue. A thread that gets the monitor while it spins has not waited, and java.util.concurrent's locks are no monitors: visits
// of wall time find those who wait for them.
//
// The stack is taken before the wait: afterwards the thread holds the monitor, and others would wait for the walk. What is known
// at the beginning of a wait is kept in JVMTI's storage for the thread, since a virtual thread can go on elsewhere.
//
// Of a wait that has begun before the window the part in the window counts, if the events were on when it began. A wait that has
// not ended with the window is left out. While the events are off a thread can end one wait and begin another without a word, so
// a beginning counts only as long as they stay on.
#ifndef JMHPPROF_LOCK_H
#define JMHPPROF_LOCK_H

#include <jni.h>
#include <jvmti.h>
#include <stdbool.h>
#include <stdint.h>

// Asks the JVM for the events, without turning them on. NULL, or why they cannot be had.
const char* lock_obtain(jvmtiEnv* jvmti);

struct lock_settings {
  uint64_t threshold;  // ns: shorter waits are left out
  uint32_t depth;      // frames of a stack
};

// Turns the events on, and off unless they are kept. False if the JVM refuses.
bool lock_start(jvmtiEnv* jvmti, const struct lock_settings* settings);
void lock_stop(jvmtiEnv* jvmti);

// Keeps the events on between windows, when nothing comes of them, and lets go of them.
bool lock_keep(jvmtiEnv* jvmti, uint32_t depth);
void lock_release(jvmtiEnv* jvmti);

// The current thread ends: what is kept for it is given back.
void lock_forget_current(jvmtiEnv* jvmti);

// For JVMTI.
void JNICALL lock_contended_enter(jvmtiEnv* jvmti, JNIEnv* env, jthread thread, jobject object);
void JNICALL lock_contended_entered(jvmtiEnv* jvmti, JNIEnv* env, jthread thread, jobject object);

#endif
