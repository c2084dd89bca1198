// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "census.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "account.h"
#include "clock.h"
#include "counters.h"
#include "registry.h"
#include "tasks.h"
#include "window.h"

#define LONGEST_PAUSE UINT64_C(1000000000)
// A census may take a hundredth of a processor.
#define PAUSE_PER_COST 100u
#define CHEAP 1000000u

// The registry's lock is given away after so many threads.
#define COMPARED 256u

// Guards everything static but `left`. Never taken by a thread that starts or ends.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static struct task_list list;
static uint32_t number;
static uint64_t last;
static uint64_t next_allowed;
static uint64_t cost;  // of the last census of a poll, ns of CPU time

// The threads that left lately, by their ids' last bits. One whose place is taken by another while it is still in /proc would be
// found again; by then 4,096 threads must have been started between its last words and its end.
#define LEFT 4096u
static struct {
  pid_t tid;
  uint64_t when;
} left[LEFT];

void census_left(pid_t tid) {
  left[(uint32_t)tid % LEFT].tid = tid;
  left[(uint32_t)tid % LEFT].when = tasks_now();
}

static bool has_left(pid_t tid, const struct task_status* status) {
  return left[(uint32_t)tid % LEFT].tid == tid && status->started <= left[(uint32_t)tid % LEFT].when;
}

// Whether there is nothing to ask about the thread.
static bool recognise(const struct task* task) {
  struct thread_entry* entry = registry_find(task->tid);
  if (entry == NULL) {
    return false;
  }
  entry->seen = number;
  return entry->reports_end || (entry->inode == task->inode && entry->blocks == entry->blocked);
}

// Leaves those at the head of the list that have to be asked about.
static void compare(void) {
  uint32_t unknown = 0;
  for (uint32_t begin = 0; begin < list.count; begin += COMPARED) {
    registry_lock();
    for (uint32_t i = begin; i < list.count && i < begin + COMPARED; i++) {
      if (!recognise(&list.tasks[i])) {
        list.tasks[unknown++] = list.tasks[i];
      }
    }
    registry_unlock();
  }
  list.count = unknown;
}

static void learn(struct thread_entry* entry, const struct task* task, const struct task_status* status) {
  entry->started = status->started;
  entry->inode = task->inode;
  registry_note_mask(entry, status->blocks_prof);
}

static void add(const struct task* task, const struct task_status* status) {
  struct thread_entry* entry = registry_add(task->tid, status->name);
  if (entry == NULL) {
    return;
  }
  learn(entry, task, status);
  if (window_state() != WINDOW_OPEN) {
    return;
  }
  uint64_t now;
  // The life of a thread that started before the window is not the window's.
  bool all = status->started >= window_current()->opened;
  if (!clock_thread_cpu(task->tid, &now) || account_open(entry, all ? 0 : now, now) == ESRCH) {
    account_forget(entry);
  }
}

static void meet(const struct task* task, const struct task_status* status, bool all) {
  struct thread_entry* entry = registry_find(task->tid);
  if (entry != NULL) {
    if (entry->reports_end) {
      return;
    }
    if (entry->started == 0 || entry->started == status->started) {
      learn(entry, task, status);
      return;
    }
    account_forget(entry);
  }
  if (!status->exiting && !has_left(task->tid, status) && (all || !tasks_is_young(status))) {
    add(task, status);
  }
}

// Of a thread that the census did not list, though it was known before: the listing can leave out threads that are there.
static void miss(struct thread_entry* entry, void* argument) {
  const uint32_t* newest = argument;
  uint64_t cpu;
  bool was_known = (int32_t)(entry->arrival - *newest) < 0;
  if (was_known && entry->seen != number && !entry->reports_end && !clock_thread_cpu(entry->tid, &cpu)) {
    account_forget(entry);
  }
}

static void take(bool all) {
  last = clock_monotonic();
  number++;
  uint32_t newest = registry_arrivals();
  if (!tasks_list(&list)) {
    counters_add(COUNTER_UNLISTED, 1);
    return;
  }
  compare();
  for (uint32_t i = 0; i < list.count; i++) {
    struct task_status status;
    if (tasks_status(list.tasks[i].tid, &status)) {
      registry_lock();
      meet(&list.tasks[i], &status, all);
      registry_unlock();
    }
  }
  registry_each(miss, &newest);
}

void census_take(void) {
  pthread_mutex_lock(&turn);
  take(true);
  pthread_mutex_unlock(&turn);
}

static bool is_due(uint64_t now) {
  if (now < next_allowed) {
    return false;
  }
  // Among few threads it is taken at each poll: one that ends and one that starts leave their number as it was.
  if (cost <= CHEAP) {
    return true;
  }
  long count = tasks_count();
  return count != (long)registry_size() || now - last >= LONGEST_PAUSE;
}

void census_poll(void) {
  // When somebody else is at it, that will do.
  if (window_state() != WINDOW_OPEN || pthread_mutex_trylock(&turn) != 0) {
    return;
  }
  uint64_t now = clock_monotonic();
  if (is_due(now)) {
    uint64_t cpu = clock_own_cpu();
    take(false);
    cost = clock_own_cpu() - cpu;
    next_allowed = now + PAUSE_PER_COST * cost;
  }
  pthread_mutex_unlock(&turn);
}
