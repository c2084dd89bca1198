// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "threads.h"

#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "account.h"
#include "alloc.h"
#include "census.h"
#include "kind.h"
#include "registry.h"
#include "tasks.h"
#include "window.h"

#ifdef __GLIBC__
// Initial-exec: glibc gives a thread a library's other variables at the first touch, and may allocate then.
#define THREAD_LOCAL _Thread_local __attribute__((tls_model("initial-exec")))
#else
// musl refuses to load a library with initial-exec variables.
#define THREAD_LOCAL _Thread_local
#endif

// Of each thread that reports its end: its entry, and in the low bits how often the destructor was called already.
static pthread_key_t entry_key;
#define CALLS 3u

// The destructor has run for the last time.
static THREAD_LOCAL bool over;

#ifdef __GLIBC__
pid_t threads_own_tid(void) {
  static THREAD_LOCAL pid_t own_tid;
  if (own_tid == 0) {
    own_tid = (pid_t)syscall(SYS_gettid);
  }
  return own_tid;
}
#else
// For the handler: what a touch of a thread's variable does is not promised, what a system call does is.
pid_t threads_own_tid(void) {
  return (pid_t)syscall(SYS_gettid);
}
#endif

static void mask_prof(int how) {
  sigset_t prof;
  sigemptyset(&prof);
  sigaddset(&prof, SIGPROF);
  pthread_sigmask(how, &prof, NULL);
}

void threads_unblock_current(void) {
  mask_prof(SIG_UNBLOCK);
}

static struct thread_entry* own_entry(void) {
  uintptr_t value = (uintptr_t)pthread_getspecific(entry_key);
  return (struct thread_entry*)(value & ~(uintptr_t)CALLS);
}

static void report_end(struct thread_entry* entry) {
  entry->reports_end = pthread_setspecific(entry_key, entry) == 0;
}

// The end of the thread itself, after all of Java's code.
static void on_end(void* value) {
  uintptr_t calls = (uintptr_t)value & CALLS;
  struct thread_entry* entry = (struct thread_entry*)((uintptr_t)value - calls);
  registry_lock();
  // Attached still: programs detach in a destructor of their own, which may come after this one. Destructors are called again
  // while there are values, four times over.
  bool again = registry_is_java(entry) && calls < 2 && pthread_setspecific(entry_key, (char*)value + 1) == 0;
  if (!again) {
    if (account_is_open(entry)) {
      account_settle(entry, clock_own_cpu());
    }
    census_left(entry->tid);
    account_forget(entry);
    over = true;
  }
  registry_unlock();
}

const char* threads_init(void) {
  if (!registry_init()) {
    return "there is no address space for a list of threads";
  }
  return pthread_key_create(&entry_key, on_end) == 0 ? NULL : "the process has used up its thread-local keys";
}

static struct thread_entry* add_java(const struct java_thread* thread) {
  struct thread_entry* entry = registry_add(thread->vm.tid, thread->name);
  if (entry != NULL) {
    registry_set_java(entry, true);
    entry->env = thread->vm.env;
    entry->number = thread->number;
    walk_buffer_assign(&entry->walk, thread->vm.stack_end, thread->root);
  }
  return entry;
}

static void add_started(const struct java_thread* thread) {
  struct thread_entry* entry = add_java(thread);
  if (entry != NULL) {
    report_end(entry);
    if (window_state() == WINDOW_OPEN) {
      account_open(entry, 0, clock_own_cpu());
    }
  }
}

// Not while a handler uses the entry.
static void become_java(struct thread_entry* entry, const struct java_thread* thread, uintptr_t root) {
  registry_rename(entry, thread->name);
  registry_set_java(entry, true);
  registry_note_mask(entry, false);
  entry->env = thread->vm.env;
  entry->number = thread->number;
  entry->allocated = 0;
  walk_buffer_assign(&entry->walk, thread->vm.stack_end, root);
  report_end(entry);
}

// The current thread starts as a Java thread, and its number is known: it was found as a native thread, or it is Java's once
// more, or the number is of another thread that is gone.
static void start_known(const struct java_thread* thread) {
  struct thread_entry* own = own_entry();
  struct task_status status = {.started = 0};
  if (own == NULL) {
    tasks_status(thread->vm.tid, &status);
  }
  // A handler must not see half of the change, and a signal that it leaves alone would be the last of its clock.
  mask_prof(SIG_BLOCK);
  registry_lock();
  struct thread_entry* entry = registry_find(thread->vm.tid);
  if (entry != NULL && entry != own && (entry->reports_end || (entry->started != 0 && entry->started != status.started))) {
    account_forget(entry);
    entry = NULL;
  }
  if (entry == NULL) {
    add_started(thread);
  } else {
    // A thread of native code that attaches has no root of Java's: it calls what it likes.
    bool attached = own != NULL || !tasks_is_young(&status);
    become_java(entry, thread, attached ? 0 : thread->root);
  }
  registry_unlock();
  mask_prof(SIG_UNBLOCK);
}

void threads_started(const struct java_thread* thread) {
  registry_lock();
  bool known = registry_find(thread->vm.tid) != NULL;
  if (!known) {
    add_started(thread);
  }
  registry_unlock();
  if (known) {
    start_known(thread);
  }
}

void threads_detached(void) {
  pid_t tid = threads_own_tid();
  registry_lock();
  struct thread_entry* entry = registry_find(tid);
  if (entry == NULL && !over) {
    // Nobody may take it for a Java thread from now on, as threads_found would.
    char name[16] = "";
    prctl(PR_GET_NAME, name);
    entry = registry_add(tid, name);
  }
  if (entry != NULL) {
    if (window_state() == WINDOW_OPEN && window_samples(KIND_ALLOC)) {
      alloc_count_up_to(entry);
    }
    registry_set_java(entry, false);
    entry->env = NULL;
    if (own_entry() == NULL) {
      report_end(entry);
    }
  }
  registry_unlock();
}

void threads_exclude_current(void) {
  registry_lock();
  struct thread_entry* entry = registry_find(threads_own_tid());
  if (entry != NULL) {
    entry->excluded = true;
    account_release(entry);
  }
  registry_unlock();
}

static struct noted note(struct thread_entry* entry) {
  atomic_store_explicit(&entry->recorded, true, memory_order_relaxed);
  return (struct noted){entry->id, atomic_load_explicit(&entry->label, memory_order_relaxed), 0};
}

static struct thread_entry* current_entry(void) {
  struct thread_entry* entry = own_entry();
  if (entry == NULL) {
    // It ran before the events were on.
    registry_lock();
    entry = registry_find(threads_own_tid());
    registry_unlock();
  }
  return entry;
}

bool threads_note_current(struct noted* noted) {
  struct thread_entry* entry = current_entry();
  if (entry == NULL) {
    *noted = (struct noted){0, 0, 0};
    return true;
  }
  if (entry->excluded) {
    return false;
  }
  *noted = note(entry);
  noted->mounted = entry->env == NULL ? 0 : vmthread_mounted(entry->env, entry->number);
  return true;
}

bool threads_note(pid_t tid, struct noted* noted) {
  registry_lock();
  struct thread_entry* entry = registry_find(tid);
  bool known = entry != NULL && !entry->excluded;
  if (known) {
    *noted = note(entry);
  }
  registry_unlock();
  return known;
}

_Atomic uint32_t* threads_label(void) {
  struct thread_entry* entry = current_entry();
  return entry == NULL ? NULL : &entry->label;
}

bool threads_found(const struct java_thread* thread) {
  registry_lock();
  bool added = registry_find(thread->vm.tid) == NULL && add_java(thread) != NULL;
  registry_unlock();
  return added;
}

bool threads_is_java(const struct vmthread* vm) {
  registry_lock();
  struct thread_entry* entry = registry_find(vm->tid);
  bool java = entry != NULL && entry->env == vm->env;
  registry_unlock();
  return java;
}

void threads_not_found(const struct java_thread* thread) {
  registry_lock();
  struct thread_entry* entry = registry_find(thread->vm.tid);
  if (entry != NULL && entry->env == thread->vm.env && !entry->reports_end) {
    account_forget(entry);
  }
  registry_unlock();
}

bool threads_name(uint32_t id, const char** name, bool* java) {
  registry_lock();
  bool known = registry_name(id, name, java);
  registry_unlock();
  return known;
}
