// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "code.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "vmstructs.h"

#define MOST_STUBS 8192u
#define MOST_HEAPS 8
#define LONGEST_CALL 16

static const uintptr_t* low_bound;
static const uintptr_t* high_bound;

// The committed part of each code heap. The JVM moves the upper bound after it has committed the memory below.
static struct {
  const uintptr_t* low;
  const uintptr_t* high;
} heaps[MOST_HEAPS];
static int heap_count;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct code_stub stubs[MOST_STUBS];
// Written after the entry it makes visible (release), read before it (acquire).
static _Atomic uint32_t stub_count;
// All stubs lie between these two; both only widen.
static _Atomic uintptr_t stubs_start = UINTPTR_MAX;
static _Atomic uintptr_t stubs_end;

static void find_heaps(void) {
  const char* const* list = vmstructs_static("CodeCache", "_heaps");
  int64_t length = vmstructs_offset("GrowableArrayBase", "_len");
  int64_t data = vmstructs_offset("GrowableArray<int>", "_data");
  int64_t memory = vmstructs_offset("CodeHeap", "_memory");
  int64_t low = vmstructs_offset("VirtualSpace", "_low");
  int64_t high = vmstructs_offset("VirtualSpace", "_high");
  if (list == NULL || *list == NULL || length < 0 || data < 0 || memory < 0 || low < 0 || high < 0) {
    return;
  }
  int count = *(const int*)(*list + length);
  const char* const* all = *(const char* const* const*)(*list + data);
  for (int i = 0; i < count && i < MOST_HEAPS; i++) {
    heaps[i].low = (const uintptr_t*)(all[i] + memory + low);
    heaps[i].high = (const uintptr_t*)(all[i] + memory + high);
    heap_count = i + 1;
  }
}

const char* code_init(void) {
  find_heaps();
  low_bound = vmstructs_static("CodeCache", "_low_bound");
  high_bound = vmstructs_static("CodeCache", "_high_bound");
  return low_bound != NULL && high_bound != NULL ? NULL : "this JVM does not say where its code cache is";
}

bool code_contains(uintptr_t pc) {
  return pc >= *low_bound && pc < *high_bound;
}

bool code_readable_before(uintptr_t pc) {
  for (int i = 0; i < heap_count; i++) {
    if (pc >= *heaps[i].low + LONGEST_CALL && pc < *heaps[i].high) {
      return true;
    }
  }
  return false;
}

void code_add_stub(const char* name, uintptr_t start, size_t length) {
  char* copy = strdup(name);
  if (copy == NULL || length == 0) {
    free(copy);
    return;
  }
  pthread_mutex_lock(&lock);
  uint32_t count = atomic_load_explicit(&stub_count, memory_order_relaxed);
  if (count < MOST_STUBS) {
    stubs[count] = (struct code_stub){start, start + length, copy};
    if (start < atomic_load_explicit(&stubs_start, memory_order_relaxed)) {
      atomic_store_explicit(&stubs_start, start, memory_order_relaxed);
    }
    if (start + length > atomic_load_explicit(&stubs_end, memory_order_relaxed)) {
      atomic_store_explicit(&stubs_end, start + length, memory_order_relaxed);
    }
    atomic_store_explicit(&stub_count, count + 1, memory_order_release);
  } else {
    free(copy);
  }
  pthread_mutex_unlock(&lock);
}

const struct code_stub* code_stub_at(uintptr_t pc) {
  if (pc < atomic_load_explicit(&stubs_start, memory_order_relaxed) ||
      pc >= atomic_load_explicit(&stubs_end, memory_order_relaxed)) {
    return NULL;
  }
  const struct code_stub* innermost = NULL;
  uint32_t count = atomic_load_explicit(&stub_count, memory_order_acquire);
  for (uint32_t i = 0; i < count; i++) {
    const struct code_stub* stub = &stubs[i];
    if (pc >= stub->start && pc < stub->end &&
        (innermost == NULL || stub->end - stub->start <= innermost->end - innermost->start)) {
      innermost = stub;
    }
  }
  return innermost;
}
