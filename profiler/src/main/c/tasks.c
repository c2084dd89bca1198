// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "tasks.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define TASKS "/proc/self/task"
#define FIRST_ROOM 256u

// PF_EXITING of the kernel.
#define EXITING 0x4u

// The fields of `stat` behind the name, from the state, which is field 3.
#define FIELD_FLAGS 9
#define FIELD_STARTED 22
#define FIELD_BLOCKED 32

long tasks_count(void) {
  struct stat directory;
  // Two links, and one for each thread.
  // The system call: `stat` has the C library's version 2.33.
  return syscall(SYS_newfstatat, AT_FDCWD, TASKS, &directory, 0) == 0 && directory.st_nlink > 2 ? (long)directory.st_nlink - 2 : -1;
}

bool tasks_list(struct task_list* list) {
  list->count = 0;
  DIR* directory = opendir(TASKS);
  if (directory == NULL) {
    return false;
  }
  bool memory = true;
  struct dirent* item;
  while (memory && (item = readdir(directory)) != NULL) {
    pid_t tid = (pid_t)atoi(item->d_name);
    if (tid <= 0) {
      continue;
    }
    if (list->count == list->room) {
      uint32_t room = list->room == 0 ? FIRST_ROOM : 2 * list->room;
      struct task* more = realloc(list->tasks, room * sizeof *more);
      memory = more != NULL;
      if (!memory) {
        break;
      }
      list->tasks = more;
      list->room = room;
    }
    list->tasks[list->count++] = (struct task){.tid = tid, .inode = item->d_ino};
  }
  closedir(directory);
  return memory;
}

bool tasks_parse(const char* text, struct task_status* status) {
  // The name can hold anything, brackets and blanks too.
  const char* open = strchr(text, '(');
  const char* close = strrchr(text, ')');
  if (open == NULL || close == NULL || close < open || close[1] != ' ') {
    return false;
  }
  size_t length = (size_t)(close - open - 1);
  if (length >= sizeof status->name) {
    length = sizeof status->name - 1;
  }
  memcpy(status->name, open + 1, length);
  status->name[length] = '\0';
  // Numbers, but for the state, which is one letter.
  uint64_t fields[FIELD_BLOCKED + 1] = {0};
  const char* at = close + 3;
  for (int field = 4; field <= FIELD_BLOCKED; field++) {
    char* end;
    fields[field] = strtoull(at, &end, 10);
    if (end == at) {
      return false;
    }
    at = end;
  }
  status->exiting = (fields[FIELD_FLAGS] & EXITING) != 0;
  status->started = fields[FIELD_STARTED] + 1;
  status->blocks_prof = (fields[FIELD_BLOCKED] >> (SIGPROF - 1) & 1) != 0;
  return true;
}

bool tasks_status(pid_t tid, struct task_status* status) {
  char path[64];
  snprintf(path, sizeof path, TASKS "/%d/stat", (int)tid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return false;
  }
  char text[1024];
  ssize_t length = read(fd, text, sizeof text - 1);
  close(fd);
  if (length <= 0) {
    return false;
  }
  text[length] = '\0';
  return tasks_parse(text, status);
}

uint64_t tasks_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_BOOTTIME, &time);
  return (uint64_t)time.tv_sec * 100 + (uint64_t)time.tv_nsec / 10000000 + 1;
}

bool tasks_is_young(const struct task_status* status) {
  return status->started + 2 >= tasks_now();
}
