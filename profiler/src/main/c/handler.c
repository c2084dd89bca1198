// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "handler.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "frame.h"
#include "ring.h"
#include "stubs.h"
#include "walk.h"

static struct ring* ring;
static atomic_bool sampling;
static atomic_int inside;
static uint32_t cost_every = 1;
static bool started;

// async-signal-safe
static void sample(const siginfo_t* info, void* ucontext) {
  struct thread_entry* entry = threads_of_signal(info);
  if (entry == NULL) {
    return;
  }
  uint64_t begin = clock_own_cpu();
  uint32_t ticks = tick_count_at_signal(&entry->clock.ticks, begin);
  if (ticks != 0) {
    atomic_fetch_add_explicit(&threads_counters.ticks, ticks, memory_order_relaxed);
    uint32_t depth = walk_stack(&entry->walk, entry->env, ucontext);
    struct ring_record* record = ring_claim(ring, depth, clock_monotonic(), entry->id, ticks);
    if (record != NULL) {
      for (uint32_t i = 0; i < depth; i++) {
        record->stack[i] = entry->walk.words[i];
      }
      // CPU time: whoever takes the processor away meanwhile does not count as our cost. It takes a system call, as much as
      // the walk of a shallow stack.
      bool measured = entry->signals++ % cost_every == 0;
      ring_publish(record, depth, measured ? clock_own_cpu() - begin : 0);
    }
  }
  clock_after_signal(&entry->clock);
}

// async-signal-safe
static void on_signal(int signo, siginfo_t* info, void* ucontext) {
  (void)signo;
  int saved_errno = errno;
  atomic_fetch_add(&inside, 1);
  if (atomic_load(&sampling)) {
    sample(info, ucontext);
  }
  atomic_fetch_sub_explicit(&inside, 1, memory_order_release);
  errno = saved_errno;
}

static bool is_ours(const struct sigaction* action) {
  return (action->sa_flags & SA_SIGINFO) != 0 && action->sa_sigaction == on_signal;
}

static bool install(void) {
  struct sigaction present;
  sigaction(SIGPROF, NULL, &present);
  if (is_ours(&present)) {
    return true;
  }
  if ((present.sa_flags & SA_SIGINFO) != 0 || (present.sa_handler != SIG_DFL && present.sa_handler != SIG_IGN)) {
    return false;
  }
  // Stays installed for good: a signal that is late would otherwise end the process.
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_signal;
  // On the thread's own stack: compiled code keeps shadow pages free below it, and an alternate stack may be in use.
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigemptyset(&action.sa_mask);
  return sigaction(SIGPROF, &action, NULL) == 0;
}

enum handler_result handler_start(const struct threads_window* window, int* error) {
  if (started) {
    return HANDLER_RUNNING;
  }
  if (!install()) {
    return HANDLER_FOREIGN;
  }
  ring = window->ring;
  cost_every = window->cost_every;
  started = true;
  stubs_index();
  // On before the first clock is armed: a tick that finds sampling off would wait for the next one.
  atomic_store(&sampling, true);
  *error = threads_arm(window);
  if (*error != 0) {
    handler_stop();
    return HANDLER_REFUSED;
  }
  return HANDLER_OK;
}

static bool wait_until_outside(void) {
  uint64_t deadline = clock_monotonic() + 1000000000u;
  while (atomic_load(&inside) != 0) {
    if (clock_monotonic() > deadline) {
      return false;
    }
    struct timespec pause = {0, 50000};
    nanosleep(&pause, NULL);
  }
  return true;
}

enum handler_result handler_stop(void) {
  if (!started) {
    return HANDLER_OK;
  }
  atomic_store(&sampling, false);
  // Before the clocks go: a handler that is still inside would turn on again what by then is someone else's descriptor.
  bool outside = wait_until_outside();
  threads_disarm();
  if (!outside) {
    return HANDLER_STUCK;
  }
  threads_settle();
  started = false;
  struct sigaction present;
  sigaction(SIGPROF, NULL, &present);
  return is_ours(&present) ? HANDLER_OK : HANDLER_REPLACED;
}

bool handler_running(void) {
  return started;
}

void handler_shut_down(void) {
  atomic_store(&sampling, false);
}
