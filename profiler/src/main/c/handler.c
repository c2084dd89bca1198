// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "handler.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "clock.h"
#include "counters.h"
#include "descriptors.h"
#include "frame.h"
#include "kind.h"
#include "label.h"
#include "registry.h"
#include "ring.h"
#include "threads.h"
#include "vmthread.h"
#include "walk.h"
#include "window.h"

// The thread that a signal belongs to, or NULL when it is not one of ours for this thread. async-signal-safe
static struct thread_entry* entry_of(const siginfo_t* info) {
  struct thread_entry* entry = NULL;
  if (info->si_code == SI_TIMER) {
    entry = registry_checked(info->si_value.sival_ptr);
    if (entry != NULL && info->si_overrun > 0) {
      counters_add(COUNTER_OVERRUNS, (uint64_t)info->si_overrun);
    }
  } else if (info->si_code > 0 && info->si_code < SI_KERNEL) {
    uint32_t index = descriptors_find(info->si_fd);
    if (index == DESCRIPTORS_LATE) {
      return NULL;
    }
    entry = index == DESCRIPTORS_NONE ? NULL : registry_at(index);
  }
  if (entry == NULL) {
    counters_add(COUNTER_FOREIGN, 1);
    return NULL;
  }
  // A signal can outlive its clock, and a descriptor or an entry can be in use for another thread by then.
  bool ours = entry->tid == threads_own_tid() && atomic_load_explicit(&entry->armed, memory_order_acquire);
  return ours ? entry : NULL;
}

// async-signal-safe
static void sample(struct window* window, const siginfo_t* info, void* ucontext) {
  struct thread_entry* entry = entry_of(info);
  if (entry == NULL) {
    return;
  }
  uint64_t begin = clock_own_cpu();
  uint32_t ticks = tick_count_at_signal(&entry->clock.ticks, begin);
  if (ticks != 0) {
    counters_add(COUNTER_TICKS, ticks);
    atomic_store_explicit(&entry->recorded, true, memory_order_relaxed);
    uint64_t* stack = entry->walk.words;
    uint32_t depth = walk_stack(&entry->walk, entry->env, ucontext);
    if (!frame_is_failed(stack[0])) {
      uint32_t kernel = kernel_chain_take(&entry->clock.chain, entry->signals, stack);
      stack -= kernel;
      depth += kernel;
    }
    if (entry->walk.retries > 0) {
      counters_add(COUNTER_WALKED_AGAIN, 1);
      counters_add(COUNTER_RETRIES, entry->walk.retries);
    }
    struct ring_sample ticked = {
        .kind = KIND_CPU,
        .thread_id = entry->id,
        .count = ticks,
        .value = ticks * window->clock.interval,
        .time_nanos = clock_monotonic(),
    };
    uint32_t label = atomic_load_explicit(&entry->label, memory_order_relaxed);
    uint64_t mounted = entry->env == NULL ? 0 : vmthread_mounted(entry->env, entry->number);
    uint32_t words = label == 0 && mounted == 0 ? depth : depth + 1;
    struct ring_record* record = ring_claim(&window->ring, &ticked, words);
    if (record != NULL) {
      for (uint32_t i = 0; i < depth; i++) {
        record->stack[i] = stack[i];
      }
      label_append(record->stack, depth, label, mounted);
      // CPU time, so that the time of whoever takes the processor away meanwhile is not our cost. It takes a system call, as
      // much as the walk of a shallow stack.
      bool measured = entry->signals++ % window->cost_every == 0;
      ring_publish(record, words, measured ? clock_own_cpu() - begin : 0);
    }
  }
  clock_after_signal(&entry->clock, begin);
}

// async-signal-safe
static void on_signal(int signo, siginfo_t* info, void* ucontext) {
  (void)signo;
  int saved_errno = errno;
  // A perf event has the code of its poll, which is above 0, a signal that a program sent one below.
  if (info->si_code == SI_TIMER) {
    counters_add(COUNTER_TIMER_SIGNALS, 1);
  } else if (info->si_code > 0) {
    counters_add(COUNTER_PERF_SIGNALS, 1);
  }
  struct window* window = window_enter();
  if (window != NULL) {
    sample(window, info, ucontext);
    window_leave();
  }
  errno = saved_errno;
}

static bool is_ours(const struct sigaction* action) {
  return (action->sa_flags & SA_SIGINFO) != 0 && action->sa_sigaction == on_signal;
}

bool handler_installed(void) {
  struct sigaction present;
  sigaction(SIGPROF, NULL, &present);
  return is_ours(&present);
}

enum handler_result handler_install(void) {
  struct sigaction present;
  sigaction(SIGPROF, NULL, &present);
  if (is_ours(&present)) {
    return HANDLER_OK;
  }
  if ((present.sa_flags & SA_SIGINFO) != 0 || (present.sa_handler != SIG_DFL && present.sa_handler != SIG_IGN)) {
    return HANDLER_FOREIGN;
  }
  // Stays installed for good: a signal that is late would otherwise end the process.
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_signal;
  // On the thread's own stack: compiled code keeps shadow pages free below it, and an alternate stack may be in use.
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigemptyset(&action.sa_mask);
  return sigaction(SIGPROF, &action, NULL) == 0 ? HANDLER_OK : HANDLER_FOREIGN;
}
