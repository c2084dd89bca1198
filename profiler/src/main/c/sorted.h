// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Puts measured values in order. Not for a handler.
#ifndef JMHPPROF_SORTED_H
#define JMHPPROF_SORTED_H

#include <stdint.h>
#include <stdlib.h>

static inline int sorted_order(const void* a, const void* b) {
  uint64_t left = *(const uint64_t*)a;
  uint64_t right = *(const uint64_t*)b;
  return (left > right) - (left < right);
}

static inline void sort_values(uint64_t* values, uint32_t count) {
  qsort(values, count, sizeof *values, sorted_order);
}

#endif
