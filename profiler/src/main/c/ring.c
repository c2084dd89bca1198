// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Runs inside a signal handler: no libc call, no lock, no loop that waits for another thread.
#include "ring.h"

_Static_assert(sizeof(_Atomic uint64_t) == 8, "an atomic word is a plain word");
_Static_assert(sizeof(_Atomic int64_t) == 8, "an atomic word is a plain word");
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "a lock would deadlock in a handler");
_Static_assert(ATOMIC_LONG_LOCK_FREE == 2, "a lock would deadlock in a handler");

_Static_assert(offsetof(struct ring_control, magic) == 0, "layout");
_Static_assert(offsetof(struct ring_control, capacity) == 8, "layout");
_Static_assert(offsetof(struct ring_control, tail) == 64, "layout");
_Static_assert(offsetof(struct ring_control, seen) == 72, "layout");
_Static_assert(offsetof(struct ring_control, head) == 128, "layout");
_Static_assert(offsetof(struct ring_control, first_lost_time) == 192, "layout");
_Static_assert(offsetof(struct ring_control, lost) == 256, "layout");
_Static_assert(sizeof(struct ring_loss) == 16, "layout");
_Static_assert(sizeof(struct ring_control) == RING_CONTROL_BYTES, "layout");

_Static_assert(offsetof(struct ring_record, length) == 0, "layout");
_Static_assert(offsetof(struct ring_record, time_nanos) == 8, "layout");
_Static_assert(offsetof(struct ring_record, thread_id) == 16, "layout");
_Static_assert(offsetof(struct ring_record, count) == 20, "layout");
_Static_assert(offsetof(struct ring_record, cost_nanos) == 24, "layout");
_Static_assert(offsetof(struct ring_record, kind) == 28, "layout");
_Static_assert(offsetof(struct ring_record, value) == 32, "layout");
_Static_assert(offsetof(struct ring_record, stack) == RING_RECORD_WORDS * 8, "layout");
_Static_assert(sizeof(struct ring_record) == RING_RECORD_WORDS * 8, "layout");

enum {
  CACHE_LINE = 64,
  PREFETCH_BYTES = 768,
};

bool ring_attach(struct ring* ring, void* memory, uint64_t bytes) {
  if (memory == NULL || (uintptr_t)memory % 8 != 0 || bytes < RING_CONTROL_BYTES) {
    return false;
  }
  struct ring_control* control = memory;
  uint64_t capacity = bytes - RING_CONTROL_BYTES;
  if (control->magic != RING_MAGIC || control->capacity != capacity) {
    return false;
  }
  if (capacity < RING_MIN_CAPACITY || capacity > RING_MAX_CAPACITY || (capacity & (capacity - 1)) != 0) {
    return false;
  }
  ring->control = control;
  ring->records = (unsigned char*)memory + RING_CONTROL_BYTES;
  ring->capacity = capacity;
  return true;
}

static uint64_t record_bytes(uint32_t depth) {
  return ((uint64_t)RING_RECORD_WORDS + depth) * 8;
}

static struct ring_record* record_at(struct ring* ring, uint64_t offset) {
  return (struct ring_record*)(void*)(ring->records + offset);
}

// async-signal-safe
static void count_loss(struct ring_control* control, const struct ring_sample* sample) {
  if (atomic_load_explicit(&control->first_lost_time, memory_order_relaxed) == 0) {
    uint64_t none = 0;
    atomic_compare_exchange_strong_explicit(&control->first_lost_time, &none, sample->time_nanos, memory_order_relaxed,
                                            memory_order_relaxed);
  }
  struct ring_loss* lost = &control->lost[sample->kind];
  atomic_fetch_add_explicit(&lost->value, sample->value, memory_order_relaxed);
  // Release: who takes this count sees the value and the time stored before. Pairs with SampleRing.takeLost.
  atomic_fetch_add_explicit(&lost->count, sample->count, memory_order_release);
}

// Whether `bytes` behind `tail` are free. A head that was seen before will do for that: head only grows. The reader's line of
// head is read anew only when the ring looks full.
// async-signal-safe
static bool has_room(struct ring* ring, uint64_t tail, uint64_t bytes) {
  struct ring_control* control = ring->control;
  // Acquire, here and for head: the reader's zeroes come before anything we store there. Both pair with the release of head in
  // SampleRing, seen through the writer that stored it. Loaded after tail: an older head would make a ring look full that is not.
  uint64_t head = atomic_load_explicit(&control->seen, memory_order_acquire);
  // When head has passed our old tail the difference is negative, and the CAS is going to fail.
  if ((int64_t)(tail - head) + (int64_t)bytes <= (int64_t)ring->capacity) {
    return true;
  }
  head = atomic_load_explicit(&control->head, memory_order_acquire);
  // Another writer may have stored a later one by now; an earlier one only costs a look at head.
  atomic_store_explicit(&control->seen, head, memory_order_release);
  return (int64_t)(tail - head) + (int64_t)bytes <= (int64_t)ring->capacity;
}

// Asks for the cache lines of the next record, which the reader has zeroed on another processor: as many as this one has, since
// stacks in a row are alike. async-signal-safe
static void prefetch_next(struct ring* ring, uint64_t end, uint64_t bytes) {
  uint64_t ahead = bytes < PREFETCH_BYTES ? bytes : PREFETCH_BYTES;
  for (uint64_t at = CACHE_LINE; at < ahead + CACHE_LINE; at += CACHE_LINE) {
    const unsigned char* line = ring->records + ((end + at) & (ring->capacity - 1));
#ifdef __x86_64__
    // __builtin_prefetch would ask for reading only. Processors without the instruction do nothing.
    __asm__ volatile("prefetchw %0" : : "m"(*line));
#else
    __builtin_prefetch(line, 1, 3);
#endif
  }
}

// async-signal-safe
struct ring_record* ring_claim(struct ring* ring, const struct ring_sample* sample, uint32_t depth) {
  struct ring_control* control = ring->control;
  uint64_t bytes = record_bytes(depth);
  if (bytes > ring->capacity / 2) {
    count_loss(control, sample);
    return NULL;
  }
  uint64_t tail = atomic_load_explicit(&control->tail, memory_order_acquire);
  uint64_t pad;
  do {
    uint64_t rest = ring->capacity - (tail & (ring->capacity - 1));
    pad = bytes <= rest ? 0 : rest;
    if (!has_room(ring, tail, pad + bytes)) {
      count_loss(control, sample);
      return NULL;
    }
    // A failed CAS means that another writer got on: lock-free, and no wait for anybody.
  } while (!atomic_compare_exchange_weak_explicit(&control->tail, &tail, tail + pad + bytes, memory_order_acq_rel,
                                                  memory_order_acquire));
  if (pad != 0) {
    // Nothing but this word of the padding is ever written; the rest stays zero.
    struct ring_record* padding = record_at(ring, tail & (ring->capacity - 1));
    atomic_store_explicit(&padding->length, -(int64_t)pad, memory_order_release);
  }
  struct ring_record* record = record_at(ring, (tail + pad) & (ring->capacity - 1));
  prefetch_next(ring, tail + pad + bytes, bytes);
  record->time_nanos = sample->time_nanos;
  record->thread_id = sample->thread_id;
  record->count = sample->count;
  record->kind = sample->kind;
  record->value = sample->value;
  return record;
}

// async-signal-safe
void ring_publish(struct ring_record* record, uint32_t depth, uint64_t cost_nanos) {
  record->cost_nanos = cost_nanos < UINT32_MAX ? (uint32_t)cost_nanos : UINT32_MAX;
  // Release: the reader that sees this length sees the whole record. Pairs with SampleRing.drain.
  atomic_store_explicit(&record->length, (int64_t)record_bytes(depth), memory_order_release);
}

uint32_t ring_layout(int64_t* out, uint32_t n) {
  const int64_t layout[] = {
      RING_MAGIC,
      offsetof(struct ring_control, magic),
      offsetof(struct ring_control, capacity),
      offsetof(struct ring_control, tail),
      offsetof(struct ring_control, seen),
      offsetof(struct ring_control, head),
      offsetof(struct ring_control, first_lost_time),
      offsetof(struct ring_control, lost),
      sizeof(struct ring_loss),
      offsetof(struct ring_loss, value),
      RING_KINDS,
      sizeof(struct ring_control),
      offsetof(struct ring_record, length),
      offsetof(struct ring_record, time_nanos),
      offsetof(struct ring_record, thread_id),
      offsetof(struct ring_record, count),
      offsetof(struct ring_record, cost_nanos),
      offsetof(struct ring_record, kind),
      offsetof(struct ring_record, value),
      offsetof(struct ring_record, stack),
      RING_MIN_CAPACITY,
      RING_MAX_CAPACITY,
  };
  uint32_t count = sizeof(layout) / sizeof(layout[0]);
  for (uint32_t i = 0; i < count && i < n; i++) {
    out[i] = layout[i];
  }
  return count;
}
