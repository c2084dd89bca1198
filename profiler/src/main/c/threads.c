// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "threads.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "frame.h"

#define MOST_THREADS 65536u
#define MOST_FDS (1u << 20)
#define FD_WAS_OURS UINT32_MAX
#define NAMES_PER_CHUNK 1024u
#define NAME_CHUNKS (1u << 16)

struct threads_counters threads_counters;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct thread_entry* entries;      // MOST_THREADS of them, backed by memory once touched
static uint32_t entry_count;              // how many were ever used
static _Atomic uint32_t* entry_of_fd;     // index + 1, or FD_WAS_OURS
static uint32_t last_id;
static struct thread_name* names[NAME_CHUNKS];

// Once it closes no thread is armed any more, but those that are still leave a record of their rest.
static enum { WINDOW_CLOSED, WINDOW_OPEN, WINDOW_CLOSING } window_state;
static struct threads_window window;

// Initial-exec: read by the handler, must never allocate.
static _Thread_local pid_t own_tid __attribute__((tls_model("initial-exec")));

static pid_t current_tid(void) {
  if (own_tid == 0) {
    own_tid = (pid_t)syscall(SYS_gettid);
  }
  return own_tid;
}

static bool reserve(void) {
  if (entries != NULL) {
    return true;
  }
  int protection = PROT_READ | PROT_WRITE;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void* fds = mmap(NULL, MOST_FDS * sizeof *entry_of_fd, protection, flags, -1, 0);
  void* all = mmap(NULL, MOST_THREADS * sizeof *entries, protection, flags, -1, 0);
  if (fds == MAP_FAILED || all == MAP_FAILED) {
    return false;
  }
  entry_of_fd = fds;
  entries = all;
  return true;
}

struct thread_entry* threads_of_signal(const siginfo_t* info) {
  struct thread_entry* entry = NULL;
  if (info->si_code == SI_TIMER) {
    struct thread_entry* named = info->si_value.sival_ptr;
    if (named >= entries && named < entries + MOST_THREADS) {
      entry = named;
    }
    if (entry != NULL && info->si_overrun > 0) {
      atomic_fetch_add_explicit(&threads_counters.overruns, (uint64_t)info->si_overrun, memory_order_relaxed);
    }
  } else if (info->si_code > 0 && info->si_code < SI_KERNEL && info->si_fd >= 0 && (uint32_t)info->si_fd < MOST_FDS) {
    uint32_t index = atomic_load_explicit(&entry_of_fd[info->si_fd], memory_order_acquire);
    if (index == FD_WAS_OURS) {
      return NULL;
    }
    entry = index == 0 ? NULL : &entries[index - 1];
  }
  if (entry == NULL) {
    atomic_fetch_add_explicit(&threads_counters.foreign, 1, memory_order_relaxed);
    return NULL;
  }
  // A signal can outlive its clock, and a descriptor or an entry can be in use for another thread by then.
  return entry->tid == current_tid() && atomic_load_explicit(&entry->armed, memory_order_acquire) ? entry : NULL;
}

static struct thread_entry* find(pid_t tid) {
  for (uint32_t i = 0; i < entry_count; i++) {
    if (entries[i].used && entries[i].tid == tid) {
      return &entries[i];
    }
  }
  return NULL;
}

static struct thread_name* name_cell(uint32_t id) {
  uint32_t chunk = id / NAMES_PER_CHUNK;
  if (chunk >= NAME_CHUNKS) {
    return NULL;
  }
  if (names[chunk] == NULL) {
    names[chunk] = calloc(NAMES_PER_CHUNK, sizeof(struct thread_name));
  }
  return names[chunk] == NULL ? NULL : &names[chunk][id % NAMES_PER_CHUNK];
}

static struct thread_entry* add(pid_t tid, const char* name) {
  struct thread_entry* entry = NULL;
  for (uint32_t i = 0; i < entry_count && entry == NULL; i++) {
    if (!entries[i].used) {
      entry = &entries[i];
    }
  }
  if (entry == NULL) {
    if (entry_count == MOST_THREADS) {
      return NULL;
    }
    entry = &entries[entry_count++];
    entry->clock.fd = -1;
  }
  entry->tid = tid;
  entry->id = ++last_id;
  entry->excluded = false;
  // Threads differ in when they are measured: first signals, which cost more, shall not be preferred.
  entry->signals = entry->id;
  entry->env = NULL;
  walk_buffer_assign(&entry->walk, 0, 0);
  entry->used = true;
  struct thread_name* cell = name_cell(entry->id);
  if (cell != NULL) {
    cell->name = strdup(name);
    cell->java = false;
  }
  return entry;
}

static struct thread_entry* add_java(const struct java_thread* thread) {
  struct thread_entry* entry = add(thread->vm.tid, thread->name);
  if (entry != NULL) {
    entry->env = thread->vm.env;
    walk_buffer_assign(&entry->walk, thread->vm.stack_end, thread->root);
    struct thread_name* cell = name_cell(entry->id);
    if (cell != NULL) {
      cell->java = true;
    }
  }
  return entry;
}

// For ticks that no signal accounts for.
static void leave_record(struct thread_entry* entry, uint32_t ticks, enum pseudo_frame why) {
  if (ticks == 0) {
    return;
  }
  atomic_fetch_add_explicit(&threads_counters.ticks, ticks, memory_order_relaxed);
  struct ring_record* record = ring_claim(window.ring, 1, clock_monotonic(), entry->id, ticks);
  if (record != NULL) {
    record->stack[0] = frame_pseudo(why);
    ring_publish(record, 1, 0);
  }
}

static int arm(struct thread_entry* entry, uint64_t base) {
  if (entry->excluded) {
    return 0;
  }
  int error = clock_open(&entry->clock, &window.settings, entry->tid, base, entry);
  if (error == 0 && !walk_buffer_ready(&entry->walk, window.depth)) {
    clock_disarm(&entry->clock);
    error = ENOMEM;
  }
  if (error == 0 && entry->clock.fd >= (int)MOST_FDS) {
    clock_disarm(&entry->clock);
    error = EMFILE;
  }
  if (error == ESRCH) {
    return error;
  }
  if (error == 0 && entry->clock.fd >= 0) {
    atomic_store_explicit(&entry_of_fd[entry->clock.fd], (uint32_t)(entry - entries) + 1, memory_order_release);
  }
  // What the thread spent before would otherwise go to wherever its first tick finds it.
  uint64_t cpu;
  if (clock_thread_cpu(entry->tid, &cpu)) {
    leave_record(entry, tick_count_at_end(&entry->clock.ticks, cpu), PSEUDO_FAILED_THREAD_START);
  }
  // Without a clock the thread's time is still accounted for when the window closes.
  atomic_store_explicit(&entry->armed, true, memory_order_release);
  if (error == 0) {
    error = clock_go(&entry->clock);
  }
  if (error == 0) {
    atomic_fetch_or_explicit(&threads_counters.kinds, 1u << entry->clock.kind, memory_order_relaxed);
  } else {
    atomic_fetch_add_explicit(&threads_counters.refused, 1, memory_order_relaxed);
  }
  return error;
}

static void stop_clock(struct thread_entry* entry) {
  int fd = entry->clock.fd;
  if (fd >= 0) {
    atomic_store_explicit(&entry_of_fd[fd], FD_WAS_OURS, memory_order_release);
  }
  clock_disarm(&entry->clock);
}

// Returns whether the thread had been armed.
static bool disarm(struct thread_entry* entry) {
  bool was_armed = atomic_exchange_explicit(&entry->armed, false, memory_order_acq_rel);
  stop_clock(entry);
  return was_armed;
}

static void forget(struct thread_entry* entry) {
  disarm(entry);
  clock_release(&entry->clock);
  entry->env = NULL;
  entry->used = false;
}

// The current thread's entry is no longer needed: accounts for the thread's time up to `cpu`, then forgets it.
static void retire(struct thread_entry* entry, uint64_t cpu) {
  bool armed = disarm(entry);
  if (armed && window_state != WINDOW_CLOSED) {
    leave_record(entry, tick_count_at_end(&entry->clock.ticks, cpu), PSEUDO_FAILED_UNSAMPLED);
  }
  forget(entry);
}

void threads_started(const struct java_thread* thread) {
  pthread_mutex_lock(&lock);
  if (reserve()) {
    struct thread_entry* stale = find(thread->vm.tid);
    // A native thread that was found by the poll and attaches now, or the number of one that is gone.
    uint64_t base = 0;
    if (stale != NULL) {
      base = clock_own_cpu();
      retire(stale, base);
    }
    struct thread_entry* entry = add_java(thread);
    if (entry != NULL && window_state == WINDOW_OPEN) {
      arm(entry, base);
    }
  }
  pthread_mutex_unlock(&lock);
}

void threads_ended(void) {
  pthread_mutex_lock(&lock);
  struct thread_entry* entry = entries == NULL ? NULL : find(current_tid());
  if (entry != NULL) {
    retire(entry, clock_own_cpu());
  }
  pthread_mutex_unlock(&lock);
}

void threads_exclude_current(void) {
  pthread_mutex_lock(&lock);
  struct thread_entry* entry = entries == NULL ? NULL : find(current_tid());
  if (entry != NULL) {
    entry->excluded = true;
    disarm(entry);
  }
  pthread_mutex_unlock(&lock);
}

// The kernel's name of a thread; false when the thread is gone.
static bool kernel_name(pid_t tid, char* name, size_t size) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/comm", (int)tid);
  FILE* file = fopen(path, "re");
  if (file == NULL) {
    return false;
  }
  bool read = fgets(name, (int)size, file) != NULL;
  fclose(file);
  if (read) {
    name[strcspn(name, "\n")] = '\0';
  }
  return read;
}

static void scan(bool arm_new) {
  DIR* directory = opendir("/proc/self/task");
  if (directory == NULL) {
    atomic_fetch_add_explicit(&threads_counters.unlisted, 1, memory_order_relaxed);
    return;
  }
  struct dirent* item;
  while ((item = readdir(directory)) != NULL) {
    pid_t tid = (pid_t)atoi(item->d_name);
    char name[32];
    if (tid <= 0 || find(tid) != NULL || !kernel_name(tid, name, sizeof name)) {
      continue;
    }
    struct thread_entry* entry = add(tid, name);
    if (entry != NULL && arm_new && arm(entry, 0) == ESRCH) {
      forget(entry);
    }
  }
  closedir(directory);
}

void threads_scan(void) {
  pthread_mutex_lock(&lock);
  if (reserve()) {
    scan(false);
  }
  pthread_mutex_unlock(&lock);
}

void threads_found(const struct java_thread* thread) {
  pthread_mutex_lock(&lock);
  if (reserve() && find(thread->vm.tid) == NULL) {
    add_java(thread);
  }
  pthread_mutex_unlock(&lock);
}

static void drop_gone(void) {
  for (uint32_t i = 0; i < entry_count; i++) {
    uint64_t cpu;
    if (entries[i].used && !clock_thread_cpu(entries[i].tid, &cpu)) {
      forget(&entries[i]);
    }
  }
}

int threads_arm(const struct threads_window* opened) {
  int first_error = 0;
  pthread_mutex_lock(&lock);
  window = *opened;
  if (!reserve()) {
    first_error = ENOMEM;
  } else {
    drop_gone();
    scan(false);
    atomic_store(&threads_counters.kinds, 0);
    bool one_armed = false;
    for (uint32_t i = 0; i < entry_count; i++) {
      uint64_t cpu;
      if (entries[i].used && !entries[i].excluded && clock_thread_cpu(entries[i].tid, &cpu)) {
        int error = arm(&entries[i], cpu);
        one_armed |= error == 0;
        if (error != 0 && error != ESRCH && first_error == 0) {
          first_error = error;
        }
      }
    }
    if (one_armed) {
      first_error = 0;
    }
    window_state = first_error == 0 ? WINDOW_OPEN : WINDOW_CLOSED;
  }
  pthread_mutex_unlock(&lock);
  return first_error;
}

void threads_poll(void) {
  pthread_mutex_lock(&lock);
  if (window_state == WINDOW_OPEN) {
    drop_gone();
    scan(true);
  }
  pthread_mutex_unlock(&lock);
}

void threads_disarm(void) {
  pthread_mutex_lock(&lock);
  window_state = WINDOW_CLOSING;
  for (uint32_t i = 0; i < entry_count; i++) {
    struct thread_entry* entry = &entries[i];
    if (entry->used && atomic_load(&entry->armed)) {
      // `armed` stays set as the mark for threads_settle; the handlers see that sampling is off.
      stop_clock(entry);
    }
  }
  pthread_mutex_unlock(&lock);
}

void threads_settle(void) {
  pthread_mutex_lock(&lock);
  for (uint32_t i = 0; i < entry_count; i++) {
    struct thread_entry* entry = &entries[i];
    uint64_t cpu;
    if (entry->used && atomic_exchange(&entry->armed, false) && clock_thread_cpu(entry->tid, &cpu)) {
      leave_record(entry, tick_count_at_end(&entry->clock.ticks, cpu), PSEUDO_FAILED_UNSAMPLED);
    }
  }
  window_state = WINDOW_CLOSED;
  pthread_mutex_unlock(&lock);
}

struct thread_name threads_name(uint32_t id) {
  struct thread_name found = {NULL, false};
  pthread_mutex_lock(&lock);
  uint32_t chunk = id / NAMES_PER_CHUNK;
  if (id != 0 && chunk < NAME_CHUNKS && names[chunk] != NULL) {
    found = names[chunk][id % NAMES_PER_CHUNK];
  }
  pthread_mutex_unlock(&lock);
  return found;
}
