// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "account.h"

#include <errno.h>

#include "counters.h"
#include "descriptors.h"
#include "frame.h"
#include "kind.h"
#include "ring.h"
#include "window.h"

// For ticks that no signal reports.
static void leave_record(struct thread_entry* entry, uint32_t ticks, enum pseudo_frame why) {
  if (ticks == 0) {
    return;
  }
  counters_add(COUNTER_TICKS, ticks);
  atomic_store_explicit(&entry->recorded, true, memory_order_relaxed);
  struct window* window = window_current();
  struct ring_sample left = {
      .kind = KIND_CPU,
      .thread_id = entry->id,
      .count = ticks,
      .value = ticks * window->clock.interval,
      .time_nanos = clock_monotonic(),
  };
  struct ring_record* record = ring_claim(&window->ring, &left, 1);
  if (record != NULL) {
    record->stack[0] = frame_pseudo(why);
    ring_publish(record, 1, 0);
  }
}

static int open_clock(struct thread_entry* entry, uint64_t base, uint64_t now) {
  const struct window* window = window_current();
  int error = clock_open(&entry->clock, &window->clock, entry->tid, base, now, entry);
  if (error == 0 && !walk_buffer_ready(&entry->walk, window->depth, window->native)) {
    error = ENOMEM;
  } else if (error == 0 && entry->clock.fd >= 0 && !descriptors_set(entry->clock.fd, registry_index(entry))) {
    error = EMFILE;
  }
  if (error == 0) {
    return 0;
  }
  clock_disarm(&entry->clock);
  return clock_thread_cpu(entry->tid, &now) ? error : ESRCH;
}

bool account_is_open(const struct thread_entry* entry) {
  return atomic_load_explicit(&entry->armed, memory_order_relaxed);
}

int account_open(struct thread_entry* entry, uint64_t base, uint64_t now) {
  if (!window_samples(KIND_CPU) || entry->excluded || account_is_open(entry)) {
    return 0;
  }
  int error = open_clock(entry, base, now);
  if (error == ESRCH) {
    return error;
  }
  // What the thread spent before would otherwise go to wherever its first tick finds it.
  leave_record(entry, tick_count_at_end(&entry->clock.ticks, now), PSEUDO_FAILED_THREAD_START);
  // Without a clock the thread's time is still accounted for when the window closes.
  atomic_store_explicit(&entry->armed, true, memory_order_release);
  if (error == 0) {
    error = clock_go(&entry->clock);
  }
  if (error == 0) {
    atomic_fetch_or_explicit(&counters[COUNTER_KINDS], 1u << entry->clock.kind, memory_order_relaxed);
  } else {
    counters_add(COUNTER_REFUSED, 1);
    atomic_store_explicit(&counters[COUNTER_REFUSED_ERRNO], (uint64_t)error, memory_order_relaxed);
  }
  return error;
}

void account_pause(struct thread_entry* entry) {
  clock_pause(&entry->clock);
}

void account_stop(struct thread_entry* entry) {
  if (entry->clock.fd >= 0) {
    descriptors_clear(entry->clock.fd);
  }
  clock_disarm(&entry->clock);
}

void account_settle(struct thread_entry* entry, uint64_t cpu) {
  if (atomic_exchange_explicit(&entry->armed, false, memory_order_acq_rel)) {
    leave_record(entry, tick_count_at_end(&entry->clock.ticks, cpu), PSEUDO_FAILED_UNSAMPLED);
  }
}

void account_release(struct thread_entry* entry) {
  atomic_store_explicit(&entry->armed, false, memory_order_release);
  account_stop(entry);
  clock_release(&entry->clock);
}

void account_forget(struct thread_entry* entry) {
  account_release(entry);
  registry_remove(entry);
}
