// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "descriptors.h"

#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>

// By descriptor; the complement of what is found, so that untouched memory says NONE. Backed by memory once touched.
static _Atomic uint32_t* entries;

bool descriptors_init(void) {
  void* memory = mmap(NULL, DESCRIPTORS_MOST * sizeof *entries, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    return false;
  }
  entries = memory;
  return true;
}

bool descriptors_set(int fd, uint32_t index) {
  if (fd < 0 || fd >= DESCRIPTORS_MOST) {
    return false;
  }
  // Release: a handler that finds the entry sees what was stored in it before.
  atomic_store_explicit(&entries[fd], ~index, memory_order_release);
  return true;
}

void descriptors_clear(int fd) {
  descriptors_set(fd, DESCRIPTORS_LATE);
}

uint32_t descriptors_find(int fd) {
  if (fd < 0 || fd >= DESCRIPTORS_MOST) {
    return DESCRIPTORS_NONE;
  }
  return ~atomic_load_explicit(&entries[fd], memory_order_acquire);
}
