// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// The records of the stress tests: everything follows from writer and number, so that a reader can
// tell a torn one. StressRecord.java says the same.
#pragma once

#include <sched.h>
#include "ring.h"

static inline uint64_t stress_word(uint32_t writer, uint64_t number, uint32_t k) {
  uint64_t x = ((uint64_t)writer << 56) ^ (number << 16) ^ k ^ UINT64_C(0x5851f42d4c957f2d);
  x *= UINT64_C(0x9e3779b97f4a7c15);
  return x ^ (x >> 29);
}

static inline uint32_t stress_depth(uint32_t writer, uint64_t number, uint32_t max_depth) {
  return (uint32_t)(stress_word(writer, number, UINT32_MAX) >> 33) % (max_depth + 1);
}

static inline uint32_t stress_ticks(uint64_t number) {
  return 1 + (uint32_t)(number % 3);
}

static inline uint32_t stress_kind(uint64_t number) {
  return (uint32_t)(number % RING_KINDS);
}

static inline uint32_t stress_cost(uint32_t writer, uint64_t number, uint32_t depth) {
  return (uint32_t)stress_word(writer, number, depth);
}

static inline void stress_fill(struct ring_record* record, uint32_t writer, uint64_t number,
                               uint32_t depth) {
  for (uint32_t k = 0; k < depth; k++) {
    record->stack[k] = stress_word(writer, number, k);
  }
}

// Returns the ticks that were refused. Broken: publishes before it fills.
static inline uint64_t stress_write(struct ring* ring, uint32_t writer, uint64_t number,
                                    uint32_t max_depth, bool broken) {
  uint32_t depth = stress_depth(writer, number, max_depth);
  uint32_t ticks = stress_ticks(number);
  struct ring_sample sample = {
      .kind = stress_kind(number),
      .thread_id = writer,
      .count = ticks,
      .value = stress_word(writer, number, ticks),
      .time_nanos = number,
  };
  struct ring_record* record = ring_claim(ring, &sample, depth);
  if (record == NULL) {
    sched_yield();  // so that a good part of the records is delivered on a small machine too
    return ticks;
  }
  if (broken) {
    ring_publish(record, depth, stress_cost(writer, number, depth));
    sched_yield();
    stress_fill(record, writer, number, depth);
  } else {
    stress_fill(record, writer, number, depth);
    if (number % 1024 == 0) {
      sched_yield();  // a writer that loses its processor between claim and publish
    }
    ring_publish(record, depth, stress_cost(writer, number, depth));
  }
  return 0;
}
