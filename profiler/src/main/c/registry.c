// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "registry.h"

#include <pthread.h>
#include <stddef.h>
#include <sys/mman.h>

#include "counters.h"
#include "names.h"

// A visit of all threads gives the lock away after so many.
#define VISITS 64u

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// REGISTRY_MOST of each, backed by memory once touched. Ids that the kernel hands out in turn fall into different buckets.
static struct thread_entry* entries;
static uint32_t* buckets;

static _Atomic uint32_t limit;
static _Atomic uint32_t size;
static uint32_t unused;    // index + 1; the one that was used last comes first, since its buffers are there
static _Atomic uint32_t arrivals;

static void* reserve(size_t bytes) {
  void* memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

bool registry_init(void) {
  entries = reserve(REGISTRY_MOST * sizeof *entries);
  buckets = reserve(REGISTRY_MOST * sizeof *buckets);
  return entries != NULL && buckets != NULL;
}

void registry_lock(void) {
  pthread_mutex_lock(&lock);
}

void registry_unlock(void) {
  pthread_mutex_unlock(&lock);
}

static uint32_t* bucket_of(pid_t tid) {
  return &buckets[(uint32_t)tid % REGISTRY_MOST];
}

struct thread_entry* registry_find(pid_t tid) {
  for (uint32_t at = *bucket_of(tid); at != 0; at = entries[at - 1].next) {
    if (entries[at - 1].tid == tid) {
      return &entries[at - 1];
    }
  }
  return NULL;
}

static struct thread_entry* take_unused(void) {
  if (unused != 0) {
    struct thread_entry* entry = &entries[unused - 1];
    unused = entry->next;
    return entry;
  }
  uint32_t index = atomic_load(&limit);
  if (index == REGISTRY_MOST) {
    return NULL;
  }
  entries[index].clock.fd = -1;
  atomic_store(&limit, index + 1);
  return &entries[index];
}

struct thread_entry* registry_add(pid_t tid, const char* name) {
  struct thread_entry* entry = take_unused();
  if (entry == NULL) {
    return NULL;
  }
  entry->tid = tid;
  entry->id = names_take(name) << 1;
  entry->excluded = false;
  entry->reports_end = false;
  entry->blocks = false;
  entry->blocked = false;
  atomic_store_explicit(&entry->recorded, false, memory_order_relaxed);
  // Threads differ in when they are measured: a thread's first signals cost more than later ones.
  entry->arrival = atomic_fetch_add(&arrivals, 1);
  entry->signals = entry->arrival;
  atomic_store_explicit(&entry->label, 0, memory_order_relaxed);
  entry->env = NULL;
  entry->allocated = 0;
  walk_buffer_assign(&entry->walk, 0, 0);
  entry->started = 0;
  entry->inode = 0;
  entry->seen = 0;
  entry->used = true;
  uint32_t* bucket = bucket_of(tid);
  entry->next = *bucket;
  *bucket = registry_index(entry) + 1;
  atomic_fetch_add(&size, 1);
  return entry;
}

static void drop_name(struct thread_entry* entry) {
  names_drop(entry->id >> 1, atomic_load_explicit(&entry->recorded, memory_order_relaxed));
}

void registry_remove(struct thread_entry* entry) {
  uint32_t number = registry_index(entry) + 1;
  uint32_t* link = bucket_of(entry->tid);
  while (*link != number) {
    link = &entries[*link - 1].next;
  }
  *link = entry->next;
  registry_note_mask(entry, false);
  drop_name(entry);
  entry->env = NULL;
  entry->used = false;
  entry->next = unused;
  unused = number;
  atomic_fetch_sub(&size, 1);
}

void registry_rename(struct thread_entry* entry, const char* name) {
  uint32_t number = names_take(name);
  drop_name(entry);
  entry->id = number << 1 | (entry->id & 1);
}

void registry_set_java(struct thread_entry* entry, bool java) {
  entry->id = (entry->id & ~1u) | java;
}

bool registry_is_java(const struct thread_entry* entry) {
  return (entry->id & 1) != 0;
}

void registry_note_mask(struct thread_entry* entry, bool blocks) {
  bool blocked = blocks && entry->blocks;
  if (blocked != entry->blocked) {
    counters_add(COUNTER_BLOCKED, blocked ? 1 : (uint64_t)-1);
  }
  entry->blocks = blocks;
  entry->blocked = blocked;
}

bool registry_name(uint32_t id, const char** name, bool* java) {
  *name = names_of(id >> 1);
  *java = (id & 1) != 0;
  return *name != NULL;
}

uint32_t registry_size(void) {
  return atomic_load_explicit(&size, memory_order_relaxed);
}

uint32_t registry_arrivals(void) {
  return atomic_load_explicit(&arrivals, memory_order_relaxed);
}

uint32_t registry_limit(void) {
  return atomic_load_explicit(&limit, memory_order_acquire);
}

struct thread_entry* registry_at(uint32_t index) {
  return &entries[index];
}

uint32_t registry_index(const struct thread_entry* entry) {
  return (uint32_t)(entry - entries);
}

void registry_each(void (*visit)(struct thread_entry* entry, void* argument), void* argument) {
  // Entries that are used for the first time meanwhile are of threads that come too late.
  uint32_t end = registry_limit();
  for (uint32_t begin = 0; begin < end; begin += VISITS) {
    registry_lock();
    for (uint32_t i = begin; i < end && i < begin + VISITS; i++) {
      if (entries[i].used) {
        visit(&entries[i], argument);
      }
    }
    registry_unlock();
  }
}

struct thread_entry* registry_checked(const void* address) {
  uintptr_t offset = (uintptr_t)address - (uintptr_t)entries;
  if (offset >= REGISTRY_MOST * sizeof *entries || offset % sizeof *entries != 0) {
    return NULL;
  }
  return &entries[offset / sizeof *entries];
}
