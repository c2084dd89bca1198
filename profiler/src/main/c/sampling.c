// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "sampling.h"

#include <errno.h>
#include <time.h>

#include "account.h"
#include "alloc.h"
#include "census.h"
#include "clock.h"
#include "counters.h"
#include "events.h"
#include "images.h"
#include "kind.h"
#include "lock.h"
#include "registry.h"
#include "stubs.h"
#include "wall.h"

#define LONGEST_WAIT UINT64_C(1000000000)

struct opening {
  bool one;         // an account has been opened, with its clock
  int first_error;
};

static void open_account(struct thread_entry* entry, void* argument) {
  struct opening* opening = argument;
  uint64_t cpu;
  if (entry->excluded || !clock_thread_cpu(entry->tid, &cpu)) {
    return;
  }
  int error = account_open(entry, cpu, cpu);
  opening->one |= error == 0;
  if (error != 0 && error != ESRCH && opening->first_error == 0) {
    opening->first_error = error;
  }
}

static void pause_clock(struct thread_entry* entry, void* argument) {
  (void)argument;
  account_pause(entry);
}

static void stop_clock(struct thread_entry* entry, void* argument) {
  (void)argument;
  account_stop(entry);
}

static void settle_account(struct thread_entry* entry, void* argument) {
  (void)argument;
  uint64_t cpu;
  if (clock_thread_cpu(entry->tid, &cpu)) {
    account_settle(entry, cpu);
  } else {
    account_release(entry);
  }
}

static void take_label(struct thread_entry* entry, void* argument) {
  (void)argument;
  atomic_store_explicit(&entry->label, 0, memory_order_relaxed);
}

static void count_allocation_from(struct thread_entry* entry, void* argument) {
  (void)argument;
  alloc_count_from(entry);
}

static void count_allocation_up_to(struct thread_entry* entry, void* argument) {
  (void)argument;
  alloc_count_up_to(entry);
}

static bool start_allocations(const struct window_settings* settings) {
  const struct alloc_settings alloc = {
      .interval = settings->alloc_interval,
      .depth = settings->depth,
      .watch = settings->watch,
  };
  registry_each(count_allocation_from, NULL);
  return alloc_start(events_jvmti(), &alloc);
}

static bool start_contentions(const struct window_settings* settings) {
  const struct lock_settings lock = {
      .threshold = settings->lock_threshold,
      .depth = settings->depth,
  };
  return lock_start(events_jvmti(), &lock);
}

static void stop_events(JNIEnv* env) {
  if (window_samples(KIND_WALL)) {
    wall_settle(env);
  }
  if (window_samples(KIND_LOCK)) {
    lock_stop(events_jvmti());
  }
  if (window_samples(KIND_ALLOC)) {
    alloc_stop(events_jvmti());
    registry_each(count_allocation_up_to, NULL);
  }
}

enum handler_result sampling_start(JNIEnv* env, const struct window_settings* settings, int* error) {
  if (window_state() != WINDOW_CLOSED) {
    return HANDLER_RUNNING;
  }
  if ((settings->kinds & KIND_BIT(KIND_CPU)) != 0 && handler_install() != HANDLER_OK) {
    return HANDLER_FOREIGN;
  }
  stubs_index();
  if (settings->native == WALK_NATIVE_FULL) {
    // Without memory the list stays as it is, and stacks say where they are cut.
    images_update(true);
  }
  census_take();
  registry_each(take_label, NULL);
  atomic_store(&counters[COUNTER_KINDS], 0);
  window_open(settings);
  struct opening opening = {false, 0};
  registry_each(open_account, &opening);
  if (!opening.one && opening.first_error != 0) {
    *error = opening.first_error;
    sampling_stop(env);
    return HANDLER_REFUSED;
  }
  if (window_samples(KIND_ALLOC) && !start_allocations(settings)) {
    sampling_stop(env);
    return HANDLER_NO_ALLOCATIONS;
  }
  if (window_samples(KIND_LOCK) && !start_contentions(settings)) {
    sampling_stop(env);
    return HANDLER_NO_CONTENTIONS;
  }
  if (window_samples(KIND_WALL)) {
    const struct wall_settings wall = {
        .interval = settings->wall_interval,
        .depth = settings->depth,
        .idle = settings->wall_idle,
    };
    wall_start(&wall);
  }
  return HANDLER_OK;
}

void sampling_poll(void) {
  census_poll();
  if (window_state() == WINDOW_OPEN && window_current()->native == WALK_NATIVE_FULL) {
    images_update(false);
  }
}

static bool wait_until_empty(void) {
  uint64_t deadline = clock_monotonic() + LONGEST_WAIT;
  while (!window_empty()) {
    if (clock_monotonic() > deadline) {
      return false;
    }
    struct timespec pause = {0, 50000};
    nanosleep(&pause, NULL);
  }
  return true;
}

enum handler_result sampling_stop(JNIEnv* env) {
  if (window_state() == WINDOW_CLOSED) {
    return HANDLER_OK;
  }
  if (window_state() == WINDOW_OPEN) {
    stop_events(env);
    census_take();
  }
  window_close();
  if (!wait_until_empty()) {
    registry_each(pause_clock, NULL);
    window_stuck();
    return HANDLER_STUCK;
  }
  registry_each(stop_clock, NULL);
  registry_each(settle_account, NULL);
  bool replaced = window_samples(KIND_CPU) && !handler_installed();
  window_settled();
  return replaced ? HANDLER_REPLACED : HANDLER_OK;
}

void sampling_shut_down(void) {
  window_close();
}
