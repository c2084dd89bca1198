// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// Several writers and one reader, in C alone, for the sanitizers. Exits 0 when every tick was
// delivered or counted as lost, no record was torn and each writer's order was kept.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include "stress_record.h"

enum { WRITERS = 4, RECORDS = 40000, MAX_DEPTH = 40, CAPACITY = 8192 };

#ifdef BROKEN
static const bool broken = true;
#else
static const bool broken = false;
#endif

static struct ring ring;
static _Atomic int running = WRITERS;

struct writer {
  pthread_t thread;
  uint32_t id;
  uint64_t offered;
  uint64_t refused;
};

static void* run_writer(void* argument) {
  struct writer* writer = argument;
  for (uint64_t i = 1; i <= RECORDS; i++) {
    writer->offered += stress_ticks(i);
    writer->refused += stress_write(&ring, writer->id, i, MAX_DEPTH, broken);
    if (i % 64 == 0) {
      sched_yield();
    }
  }
  atomic_fetch_sub_explicit(&running, 1, memory_order_release);
  return NULL;
}

static void fail(const char* what, uint64_t position) {
  fprintf(stderr, "%s at position %llu\n", what, (unsigned long long)position);
  exit(1);
}

static uint64_t last_number[WRITERS];

static uint64_t check_record(const struct ring_record* record, int64_t length, uint64_t head) {
  uint32_t writer = record->thread_id;
  uint64_t number = record->time_nanos;
  if (writer >= WRITERS || number <= last_number[writer]) {
    fail("a record out of order", head);
  }
  last_number[writer] = number;
  uint32_t depth = stress_depth(writer, number, MAX_DEPTH);
  if (length != (int64_t)(RING_RECORD_WORDS + depth) * 8 || record->count != stress_ticks(number) ||
      record->kind != stress_kind(number) || record->value != stress_word(writer, number, record->count) ||
      record->cost_nanos != stress_cost(writer, number, depth)) {
    fail("a torn record", head);
  }
  for (uint32_t k = 0; k < depth; k++) {
    if (record->stack[k] != stress_word(writer, number, k)) {
      fail("a torn stack", head);
    }
  }
  return record->count;
}

// Returns the ticks of all records up to the first one that is not published.
static uint64_t drain(uint64_t* head) {
  uint64_t delivered = 0;
  for (;;) {
    uint64_t offset = *head & (ring.capacity - 1);
    struct ring_record* record = (struct ring_record*)(void*)(ring.records + offset);
    int64_t length = atomic_load_explicit(&record->length, memory_order_acquire);
    if (length == 0) {
      return delivered;
    }
    if (length < 0) {
      atomic_store_explicit(&record->length, 0, memory_order_relaxed);
      *head += (uint64_t)-length;
    } else {
      delivered += check_record(record, length, *head);
      atomic_store_explicit(&record->length, 0, memory_order_relaxed);
      uint64_t* words = (uint64_t*)(void*)record;
      for (int64_t i = 1; i < length / 8; i++) {
        words[i] = 0;
      }
      *head += (uint64_t)length;
    }
    atomic_store_explicit(&ring.control->head, *head, memory_order_release);
  }
}

static uint64_t count_lost(struct ring_control* control) {
  uint64_t lost = 0;
  for (uint32_t kind = 0; kind < RING_KINDS; kind++) {
    lost += atomic_load_explicit(&control->lost[kind].count, memory_order_acquire);
  }
  return lost;
}

int main(void) {
  size_t bytes = RING_CONTROL_BYTES + CAPACITY;
  struct ring_control* control = aligned_alloc(64, bytes);
  if (control == NULL) {
    return 2;
  }
  for (size_t i = 0; i < bytes; i++) {
    ((unsigned char*)control)[i] = 0;
  }
  control->magic = RING_MAGIC;
  control->capacity = CAPACITY;
  if (!ring_attach(&ring, control, bytes) || ring_attach(&ring, control, bytes - 8)) {
    fail("a wrong answer of ring_attach", 0);
  }

  struct writer writers[WRITERS] = {0};
  for (uint32_t i = 0; i < WRITERS; i++) {
    writers[i].id = i;
    if (pthread_create(&writers[i].thread, NULL, run_writer, &writers[i]) != 0) {
      return 2;
    }
  }
  // The writers have more than the ring holds: starting late makes sure that some of it is lost.
  while (count_lost(control) == 0) {
    sched_yield();
  }
  uint64_t head = 0;
  uint64_t delivered = 0;
  while (atomic_load_explicit(&running, memory_order_acquire) > 0) {
    delivered += drain(&head);
    sched_yield();
  }
  delivered += drain(&head);

  uint64_t offered = 0;
  uint64_t refused = 0;
  for (uint32_t i = 0; i < WRITERS; i++) {
    pthread_join(writers[i].thread, NULL);
    offered += writers[i].offered;
    refused += writers[i].refused;
  }
  uint64_t lost = count_lost(control);
  printf("offered %llu delivered %llu lost %llu\n", (unsigned long long)offered,
         (unsigned long long)delivered, (unsigned long long)lost);
  if (delivered + lost != offered || lost != refused || delivered == 0 || lost == 0) {
    fail("a wrong sum", head);
  }
  free(control);
  return 0;
}
