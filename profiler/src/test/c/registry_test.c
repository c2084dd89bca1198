// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// Registry, names, descriptors and what is read from /proc, without a JVM. Prints how many checks failed.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "counters.h"
#include "descriptors.h"
#include "names.h"
#include "registry.h"
#include "tasks.h"

// The registry hands its entries' buffers on; nothing walks here.
void walk_buffer_assign(struct walk_buffer* buffer, uintptr_t stack_end, uintptr_t root) {
  buffer->stack_end = stack_end;
  buffer->root = root;
}

static bool named(uint32_t id, const char* expected, bool java) {
  const char* name;
  bool is_java;
  return registry_name(id, &name, &is_java) && strcmp(name, expected) == 0 && is_java == java;
}

static void threads_are_found_by_their_number(void) {
  enum { THREADS = 5000 };
  static struct thread_entry* entries[THREADS];
  unsigned seed = 1;
  uint32_t known = 0;
  for (int i = 0; i < 200000; i++) {
    seed = seed * 1103515245u + 12345u;
    // Many fall into the bucket of another.
    int at = (int)(seed >> 8) % THREADS;
    pid_t tid = 1 + at % 50 + at / 50 * (int)REGISTRY_MOST;
    CHECK(registry_find(tid) == entries[at]);
    if (entries[at] == NULL) {
      entries[at] = registry_add(tid, "one of many");
      known++;
    } else {
      registry_remove(entries[at]);
      entries[at] = NULL;
      known--;
    }
    CHECK(registry_size() == known);
  }
  // An entry is used again before a new one is.
  CHECK(registry_limit() <= THREADS);
  CHECK(names_count() == 1);
  for (int i = 0; i < THREADS; i++) {
    if (entries[i] != NULL) {
      CHECK(registry_checked(entries[i]) == entries[i]);
      CHECK(registry_checked((char*)entries[i] + 1) == NULL);
      registry_remove(entries[i]);
    }
  }
  CHECK(registry_size() == 0 && names_count() == 0);
  CHECK(registry_checked(&seed) == NULL);
}

static void there_is_room_for_so_many_and_no_more(void) {
  for (uint32_t i = 0; i < REGISTRY_MOST; i++) {
    CHECK(registry_add((pid_t)i + 1, "x") != NULL);
  }
  CHECK(registry_add((pid_t)REGISTRY_MOST + 1, "x") == NULL);
  for (uint32_t i = 0; i < REGISTRY_MOST; i++) {
    registry_remove(registry_find((pid_t)i + 1));
  }
  CHECK(registry_size() == 0);
}

static void threads_of_one_name_share_an_id(void) {
  struct thread_entry* one = registry_add(1, "worker");
  struct thread_entry* two = registry_add(2, "worker");
  CHECK(one->id == two->id && named(one->id, "worker", false));
  registry_set_java(one, true);
  CHECK(one->id != two->id && named(one->id, "worker", true) && named(two->id, "worker", false));
  registry_rename(one, "attached");
  CHECK(registry_is_java(one) && named(one->id, "attached", true) && named(two->id, "worker", false));
  registry_remove(one);
  registry_remove(two);
  CHECK(names_count() == 0);
}

static void a_name_stays_when_a_record_may_refer_to_it(void) {
  struct thread_entry* silent = registry_add(1, "silent");
  struct thread_entry* seen = registry_add(2, "seen");
  uint32_t silent_id = silent->id;
  uint32_t seen_id = seen->id;
  atomic_store(&seen->recorded, true);
  registry_remove(silent);
  registry_remove(seen);
  const char* name;
  bool java;
  CHECK(!registry_name(silent_id, &name, &java));
  CHECK(named(seen_id, "seen", false));
  // Its number goes to nobody else.
  struct thread_entry* next = registry_add(3, "next");
  CHECK(next->id != seen_id);
  registry_remove(next);
}

static void a_mask_counts_when_it_was_seen_twice(void) {
  struct thread_entry* entry = registry_add(1, "x");
  registry_note_mask(entry, true);
  CHECK(atomic_load(&counters[COUNTER_BLOCKED]) == 0);
  registry_note_mask(entry, true);
  CHECK(atomic_load(&counters[COUNTER_BLOCKED]) == 1);
  registry_note_mask(entry, true);
  CHECK(atomic_load(&counters[COUNTER_BLOCKED]) == 1);
  registry_remove(entry);
  CHECK(atomic_load(&counters[COUNTER_BLOCKED]) == 0);
}

// With a record of every thread. Returns the number of the last name.
static uint32_t start_and_end(const char* prefix, uint32_t from, uint32_t to, const char* suffix) {
  uint32_t last = 0;
  for (uint32_t i = from; i < to; i++) {
    char name[64];
    snprintf(name, sizeof name, "%s%u%s", prefix, (unsigned)i, suffix);
    last = names_take(name);
    names_drop(last, true);
  }
  return last;
}

static void a_million_names_do_not_fill_the_memory(void) {
  uint32_t before = names_count();
  uint32_t last = start_and_end("Thread-", 0, NAMES_APART - before, "");
  char expected[32];
  snprintf(expected, sizeof expected, "Thread-%u", (unsigned)(NAMES_APART - before - 1));
  CHECK(strcmp(names_of(last), expected) == 0);
  CHECK(names_count() == NAMES_APART);
  last = start_and_end("Thread-", NAMES_APART, 1000000, "");
  CHECK(strcmp(names_of(last), "Thread-#") == 0);
  CHECK(names_count() == NAMES_APART + 1);
  last = start_and_end("pool-7-thread-", 0, 100, " of 10");
  CHECK(strcmp(names_of(last), "pool-#-thread-# of #") == 0);
  // A name that is known stays what it is.
  uint32_t known = names_take("Thread-17");
  CHECK(strcmp(names_of(known), "Thread-17") == 0);
  names_drop(known, false);
  CHECK(names_of(known) != NULL);
  // So many patterns that there is no end to them.
  char pattern[8] = "aaa";
  for (int i = 0; i < 26 * 26 * 26; i++) {
    pattern[0] = (char)('a' + i % 26);
    pattern[1] = (char)('a' + i / 26 % 26);
    pattern[2] = (char)('a' + i / 26 / 26);
    last = names_take(pattern);
    names_drop(last, true);
  }
  CHECK(strcmp(names_of(last), NAMES_OTHERS) == 0);
  CHECK(names_count() == 2 * NAMES_APART + 1);
  last = names_take("Thread-1000001");
  CHECK(strcmp(names_of(last), "Thread-#") == 0);
  names_drop(last, true);
}

static void descriptors_lead_to_their_threads(void) {
  CHECK(descriptors_init());
  CHECK(descriptors_find(7) == DESCRIPTORS_NONE);
  CHECK(descriptors_set(7, 0) && descriptors_find(7) == 0);
  CHECK(descriptors_set(7, 12) && descriptors_find(7) == 12);
  descriptors_clear(7);
  CHECK(descriptors_find(7) == DESCRIPTORS_LATE);
  CHECK(!descriptors_set(-1, 1) && !descriptors_set(DESCRIPTORS_MOST, 1));
  CHECK(descriptors_find(-1) == DESCRIPTORS_NONE && descriptors_find(DESCRIPTORS_MOST) == DESCRIPTORS_NONE);
}

static void a_stat_file_is_understood(void) {
  const char* exiting =
      "71 (a) R 1 (b) S 1 71 71 0 -1 4194308 0 0 0 0 0 0 0 0 20 0 1 0 200133 0 0 1 1 1 1 1 1 0 67108864 0 0 0 0 0";
  struct task_status status;
  CHECK(tasks_parse(exiting, &status));
  CHECK(strcmp(status.name, "a) R 1 (b") == 0);
  CHECK(status.exiting && status.blocks_prof && status.started == 200134);
  const char* plain = "71 () S 1 71 71 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 0 0 0 1 1 1 1 1 1 0 2013265919 0 0 0 0 0";
  CHECK(tasks_parse(plain, &status));
  CHECK(strcmp(status.name, "") == 0);
  CHECK(!status.exiting && status.blocks_prof && status.started == 1);
  const char* open = "71 (x) S 1 71 71 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 0 0 0 1 1 1 1 1 1 0 1946157055 0 0 0 0 0";
  CHECK(tasks_parse(open, &status) && !status.blocks_prof);
  CHECK(!tasks_parse("", &status));
  CHECK(!tasks_parse("71 (x", &status));
  CHECK(!tasks_parse("71 (x) S 1 71 71 0", &status));
}

static void this_thread_is_in_proc(void) {
  struct task_list list = {0};
  CHECK(tasks_count() == 1);
  CHECK(tasks_list(&list) && list.count == 1 && list.tasks[0].inode != 0);
  uint64_t inode = list.tasks[0].inode;
  CHECK(tasks_list(&list) && list.count == 1 && list.tasks[0].inode == inode);
  struct task_status status;
  CHECK(tasks_status(list.tasks[0].tid, &status));
  CHECK(!status.blocks_prof && !status.exiting && status.started <= tasks_now());
  sigset_t prof;
  sigemptyset(&prof);
  sigaddset(&prof, SIGPROF);
  sigprocmask(SIG_BLOCK, &prof, NULL);
  CHECK(tasks_status(list.tasks[0].tid, &status) && status.blocks_prof);
  CHECK(!tasks_status(1, &status));
  free(list.tasks);
}

int main(void) {
  if (!registry_init()) {
    return 2;
  }
  threads_are_found_by_their_number();
  there_is_room_for_so_many_and_no_more();
  threads_of_one_name_share_an_id();
  a_name_stays_when_a_record_may_refer_to_it();
  a_mask_counts_when_it_was_seen_twice();
  a_million_names_do_not_fill_the_memory();
  descriptors_lead_to_their_threads();
  a_stat_file_is_understood();
  this_thread_is_in_proc();
  return check_result();
}
