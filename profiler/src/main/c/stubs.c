// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "stubs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define MOST_STUBS 8192u

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct stub stubs[MOST_STUBS];
// Written after the entry it makes visible (release), read before it (acquire).
static _Atomic uint32_t stub_count;

// The stub through which a virtual thread returns to frames in the heap. The JVM gives its address to nobody, but its name: that
// of JDK 21, and since 25 a part of the name, which has other words around it in each release. Its twin for exceptions has the
// same part.
#define RETURN_BARRIER_21 "Cont thaw return barrier"
#define RETURN_BARRIER "cont_returnBarrier"
#define RETURN_BARRIER_OF_EXCEPTIONS "cont_returnBarrierExc"
static _Atomic(const struct stub*) return_barrier;

// From `start` to the next segment's start the innermost stub is `stub`; NULL between stubs. Sorted by start.
static struct segment {
  uintptr_t start;
  const struct stub* stub;
} segments[2 * MOST_STUBS];
static uint32_t segment_count;
static uint32_t indexed_count;

static bool is_return_barrier(const char* name) {
  return strcmp(name, RETURN_BARRIER_21) == 0 ||
         (strstr(name, RETURN_BARRIER) != NULL && strstr(name, RETURN_BARRIER_OF_EXCEPTIONS) == NULL);
}

static enum stub_return returns_of(const char* name) {
  if (strstr(name, "unwind_exception") != NULL) {
    return RETURNS_FOR_CALLER;
  }
  return strstr(name, "handle_exception") != NULL ? RETURNS_TO_THROW : RETURNS_TO_CALL;
}

void stubs_add(const char* name, uintptr_t start, size_t length) {
  char* copy = strdup(name);
  if (copy == NULL || length == 0) {
    free(copy);
    return;
  }
  pthread_mutex_lock(&lock);
  uint32_t count = atomic_load_explicit(&stub_count, memory_order_relaxed);
  if (count < MOST_STUBS) {
    stubs[count] = (struct stub){start, start + length, copy, returns_of(copy)};
    if (is_return_barrier(copy)) {
      atomic_store_explicit(&return_barrier, &stubs[count], memory_order_release);
    }
    atomic_store_explicit(&stub_count, count + 1, memory_order_release);
  } else {
    free(copy);
  }
  pthread_mutex_unlock(&lock);
}

// Outer stubs before the inner ones that start with them.
static int by_start(const void* left, const void* right) {
  const struct stub* a = *(const struct stub* const*)left;
  const struct stub* b = *(const struct stub* const*)right;
  if (a->start != b->start) {
    return a->start < b->start ? -1 : 1;
  }
  return a->end > b->end ? -1 : a->end < b->end;
}

static void begin_segment(uintptr_t start, const struct stub* stub) {
  if (segment_count > 0 && segments[segment_count - 1].start == start) {
    segment_count--;
  }
  segments[segment_count++] = (struct segment){start, stub};
}

void stubs_index(void) {
  static const struct stub* sorted[MOST_STUBS];
  static const struct stub* around[MOST_STUBS];
  pthread_mutex_lock(&lock);
  uint32_t count = atomic_load_explicit(&stub_count, memory_order_relaxed);
  if (count != indexed_count) {
    for (uint32_t i = 0; i < count; i++) {
      sorted[i] = &stubs[i];
    }
    qsort(sorted, count, sizeof sorted[0], by_start);
    segment_count = 0;
    uint32_t depth = 0;
    for (uint32_t i = 0; i <= count; i++) {
      // The stubs that end before the next one starts give way to what is around them.
      while (depth > 0 && (i == count || around[depth - 1]->end <= sorted[i]->start)) {
        uintptr_t end = around[--depth]->end;
        begin_segment(end, depth > 0 ? around[depth - 1] : NULL);
      }
      if (i < count) {
        begin_segment(sorted[i]->start, sorted[i]);
        around[depth++] = sorted[i];
      }
    }
    indexed_count = count;
  }
  pthread_mutex_unlock(&lock);
}

static const struct stub* find_indexed(uintptr_t pc) {
  uint32_t low = 0;
  uint32_t high = segment_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (segments[middle].start <= pc) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 ? NULL : segments[low - 1].stub;
}

const struct stub* stubs_at(uintptr_t pc) {
  const struct stub* innermost = find_indexed(pc);
  uint32_t count = atomic_load_explicit(&stub_count, memory_order_acquire);
  for (uint32_t i = indexed_count; i < count; i++) {
    const struct stub* stub = &stubs[i];
    if (pc >= stub->start && pc < stub->end &&
        (innermost == NULL || stub->end - stub->start <= innermost->end - innermost->start)) {
      innermost = stub;
    }
  }
  return innermost;
}

const void* stubs_return_barrier(void) {
  const struct stub* barrier = atomic_load_explicit(&return_barrier, memory_order_acquire);
  return barrier == NULL ? NULL : (const void*)barrier->start;
}

bool stubs_is_return_barrier(uintptr_t pc) {
  const struct stub* barrier = atomic_load_explicit(&return_barrier, memory_order_acquire);
  return barrier != NULL && pc >= barrier->start && pc < barrier->end;
}
