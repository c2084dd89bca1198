// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The registry of this process's threads and their clocks.
//
// Ownership: the list and everything about a thread's lifetime are guarded by one lock, which no handler takes. The handler
// of a thread touches only that thread's own entry: `clock.ticks`, `signals` and `walk` while `armed` is set. Others touch those
// fields only after they cleared `armed`, disarmed the clock and know that no handler is inside (stop), or when the thread
// itself is at work (its start and end) or is gone.
// An entry is never freed, only used again, so that a late signal finds memory that is still an entry.
#ifndef JMHPPROF_THREADS_H
#define JMHPPROF_THREADS_H

#include <jni.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "clock.h"
#include "ring.h"
#include "vmthread.h"
#include "walk.h"

struct thread_entry {
  pid_t tid;
  uint32_t id;            // unique for the life of the process, from 1
  bool used;
  bool excluded;
  _Atomic bool armed;
  uint32_t signals;       // how many its handler took, from an arbitrary start
  JNIEnv* env;
  struct thread_clock clock;
  struct walk_buffer walk;
};

// What is known of a thread by its id, kept after its end for as long as samples can refer to it.
struct thread_name {
  char* name;
  bool java;
};

// The entry that a signal belongs to, or NULL when the signal is not one of ours for this thread. async-signal-safe
struct thread_entry* threads_of_signal(const siginfo_t* info);

struct java_thread {
  struct vmthread vm;
  const char* name;
  uintptr_t root;  // id of the method that the thread's stacks end in; 0 when unknown
};

// Called on the thread itself.
void threads_started(const struct java_thread* thread);
void threads_ended(void);
void threads_exclude_current(void);

// A Java thread that runs already.
void threads_found(const struct java_thread* thread);

// Registers all other threads of the process: they are not Java threads.
void threads_scan(void);

struct threads_window {
  struct clock_settings settings;
  uint32_t depth;
  uint32_t cost_every;  // one signal in so many has its handler's cost measured
  struct ring* ring;
};

// Arms every thread. 0, or the errno with which the very first clock was refused.
int threads_arm(const struct threads_window* window);

// Looks for threads that are not Java threads and came or went.
void threads_poll(void);

// Stops every clock.
void threads_disarm(void);

// Leaves a record of the ticks that no signal accounted for. After threads_disarm, with no handler inside.
void threads_settle(void);

struct thread_name threads_name(uint32_t id);

struct threads_counters {
  _Atomic uint64_t ticks;      // all that passed, by the threads' CPU clocks
  _Atomic uint64_t overruns;   // of POSIX timers, for the record: the clocks already count them
  _Atomic uint64_t foreign;    // SIGPROFs that no clock of ours raised
  _Atomic uint64_t refused;    // clocks that the kernel refused
  _Atomic uint64_t unlisted;   // times that the threads of the process could not be listed
  _Atomic uint32_t kinds;      // bit set of clock_kind seen in this window
};

extern struct threads_counters threads_counters;

#endif
