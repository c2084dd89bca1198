// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What happens to a thread, from its start to its end.
//
// A Java thread reports itself: its start and the end of its life as a Java thread are JVMTI's events, its real end is the
// destructor of a key that it sets at the first of them. In between it may be a thread of native code that detached and
// lives on: it changes its kind and keeps its clock, so that none of its time is counted twice. Threads that never were Java
// threads do not report themselves: the census finds them and misses them.
#ifndef JMHPPROF_THREADS_H
#define JMHPPROF_THREADS_H

#include <jni.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "vmthread.h"

// Once. NULL, or what is missing.
const char* threads_init(void);

// async-signal-safe
pid_t threads_own_tid(void);

struct java_thread {
  struct vmthread vm;
  const char* name;
  uintptr_t root;  // id of the method that the thread's stacks end in; 0 when unknown
  uint64_t number; // as Thread.threadId() tells it
};

// Called on the thread itself.
void threads_started(const struct java_thread* thread);
void threads_detached(void);
void threads_exclude_current(void);

struct noted {
  uint32_t id;     // for the records of the thread; 0 for one that is not known
  uint32_t label;
  uint64_t mounted;  // the virtual thread on it; 0 without one, and of another thread
};

// A record of the current thread is about to be written. False when there is to be none. Not for a handler.
bool threads_note_current(struct noted* noted);

// The same of another thread. False for one that is not known, too.
bool threads_note(pid_t tid, struct noted* noted);

// Where the label of the current thread is; NULL for one that is not known.
_Atomic uint32_t* threads_label(void);

// SIGPROF reaches the current thread from here on, whatever mask it inherited.
void threads_unblock_current(void);

// A Java thread that ran already when its start would have been reported. False when it is known, or there is no room.
bool threads_found(const struct java_thread* thread);

// Whether it is known as a Java thread. Not one that has come to its last event.
bool threads_is_java(const struct vmthread* vm);

// The same thread turned out to be gone.
void threads_not_found(const struct java_thread* thread);

// The name of the threads whose records have this id. False for an unknown one.
bool threads_name(uint32_t id, const char** name, bool* java);

#endif
