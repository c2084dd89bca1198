// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The threads of this process that are known, by their kernel id.
//
// Ownership: one lock guards the registry and everything about a thread's life; no handler takes it, and nobody opens a file
// while holding it. The handler of a thread touches only that thread's own entry: `clock`, `signals`, `recorded` and `walk`
// while `armed` is set. Others touch those fields only after they have cleared `armed` and know that no handler is inside, or
// when the thread itself is at work (its start and end), or is gone.
// An entry is never freed, only used again, so that a late signal finds memory that is still an entry.
#ifndef JMHPPROF_REGISTRY_H
#define JMHPPROF_REGISTRY_H

#include <jni.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "clock.h"
#include "walk.h"

#define REGISTRY_MOST 65536u

struct thread_entry {
  pid_t tid;
  uint32_t id;               // in its records: the number of its name, twice, and 1 more for a Java thread
  bool used;
  bool excluded;
  bool reports_end;          // it will tell us when it ends, on its own
  bool blocks;               // it blocked SIGPROF when it was looked at last
  bool blocked;              // it did so twice, and counts as one that blocks it
  _Atomic bool armed;
  _Atomic bool recorded;     // there may be a record of it
  uint32_t signals;          // how many its handler took, from an arbitrary start
  _Atomic uint32_t label;    // label.h
  JNIEnv* env;               // NULL unless it is a Java thread
  uint64_t number;           // of a Java thread, as Thread.threadId() tells it
  struct thread_clock clock;
  struct walk_buffer walk;
  uint64_t allocated;        // bytes, by the JVM's own count, when the window opened

  // What tells it from another thread of the same number.
  uint64_t started;          // by tasks_now(); 0 when not looked up yet
  uint64_t inode;            // of its directory in /proc; the same only while it is the same thread
  uint32_t arrival;          // counts the threads that became known
  uint32_t seen;             // the number of the last census that saw it

  uint32_t next;             // index + 1: in its hash bucket, or of those not in use
};

// Reserves memory. False when there is none. Once.
bool registry_init(void);

void registry_lock(void);
void registry_unlock(void);

// For those who hold the lock:

// NULL when the thread is not known.
struct thread_entry* registry_find(pid_t tid);

// For a thread that is not known. NULL when there are REGISTRY_MOST.
struct thread_entry* registry_add(pid_t tid, const char* name);

// Its clock must be released.
void registry_remove(struct thread_entry* entry);

// Another name, another kind. Not while a handler uses the entry.
void registry_rename(struct thread_entry* entry, const char* name);
void registry_set_java(struct thread_entry* entry, bool java);
bool registry_is_java(const struct thread_entry* entry);

// Notes whether the thread blocks SIGPROF. Threads do so for a moment whenever they start another one.
void registry_note_mask(struct thread_entry* entry, bool blocks);

// The name of the threads with this id, and whether they are Java threads. False for an unknown id.
bool registry_name(uint32_t id, const char** name, bool* java);

// For everybody:

// How many threads are known, and how many ever became known.
uint32_t registry_size(void);
uint32_t registry_arrivals(void);

// Where entries can be: below the limit, used or not.
uint32_t registry_limit(void);
struct thread_entry* registry_at(uint32_t index);
uint32_t registry_index(const struct thread_entry* entry);

// Calls for each thread that is known all the time, with the lock. Others can take the lock in between.
void registry_each(void (*visit)(struct thread_entry* entry, void* argument), void* argument);

// The entry at an address that comes from outside, or NULL where there is none. async-signal-safe
struct thread_entry* registry_checked(const void* address);

#endif
