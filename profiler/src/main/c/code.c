// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "code.h"

#include <stddef.h>

#include "vmstructs.h"

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
