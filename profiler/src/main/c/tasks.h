// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What the kernel says about the threads of this process: /proc/self/task. No locks, no state.
#ifndef JMHPPROF_TASKS_H
#define JMHPPROF_TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct task {
  pid_t tid;
  uint64_t inode;  // of its directory. While it is the same, so is the thread
};

struct task_list {
  struct task* tasks;
  uint32_t count;
  uint32_t room;
};

// How many threads there are, at the price of one system call; -1 when that cannot be told.
long tasks_count(void);

// Lists the threads. False when that is not possible. Where threads end meanwhile, others can be missing from the list. The
// list starts as zeroes; its memory is used again.
bool tasks_list(struct task_list* list);

struct task_status {
  char name[64];
  bool exiting;      // past the last of its own code
  bool blocks_prof;  // SIGPROF is in its signal mask
  uint64_t started;  // by tasks_now()
};

// False when the thread is gone.
bool tasks_status(pid_t tid, struct task_status* status);

// Reads the text of a thread's `stat` file. False when it is none.
bool tasks_parse(const char* text, struct task_status* status);

// How long a thread has waited for a processor, ns, since it started; 0 where the kernel does not count it.
uint64_t tasks_run_delay(pid_t tid);

// Whether a thread is on a processor or waits for one.
bool tasks_runnable(pid_t tid);

// Now, as the kernel counts the start of a thread: in hundredths of a second since the machine's boot, from 1.
uint64_t tasks_now(void);

// Whether a thread has started within the last two hundredths of a second.
bool tasks_is_young(const struct task_status* status);

#endif
