// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "visits.h"

#include <errno.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "counters.h"

// Of the processor's time that a round takes.
#define PAUSE_PER_COST 50u

// The cost of a round is the mean of about so many. A round costs more when it finds threads that have begun to wait: were the
// next one put off for that alone, it would miss what comes then.
#define COSTS 32u

// The shortest that the kernel grants, ns.
#define SHORT_TURN 100000u

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended;

// Guarded by the lock.
static bool on;
static uint64_t interval;

static uint64_t random;

bool visits_init(void) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  bool made = pthread_cond_init(&ended, &attributes) == 0;
  pthread_condattr_destroy(&attributes);
  random = clock_monotonic() | 1;
  return made;
}

void visits_begin(uint64_t wanted) {
  pthread_mutex_lock(&lock);
  on = true;
  interval = wanted;
  pthread_mutex_unlock(&lock);
}

void visits_end(void) {
  pthread_mutex_lock(&lock);
  on = false;
  pthread_cond_signal(&ended);
  pthread_mutex_unlock(&lock);
}

// Xorshift.
static uint64_t draw(uint64_t limit) {
  random ^= random << 13;
  random ^= random >> 7;
  random ^= random << 17;
  return random % limit;
}

// With the lock. False when it is over.
static bool pause_for(uint64_t nanos) {
  uint64_t until = clock_monotonic() + nanos;
  struct timespec time = {.tv_sec = (time_t)(until / 1000000000u), .tv_nsec = (long)(until % 1000000000u)};
  while (on && clock_monotonic() < until) {
    pthread_cond_timedwait(&ended, &lock, &time);
  }
  return on;
}

// What struct sched_attr begins with; the kernel takes it without what came later.
struct turn {
  uint32_t size;
  uint32_t policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime;
  uint64_t deadline;
  uint64_t period;
};

static void come_soon(void) {
  setpriority(PRIO_PROCESS, 0, -20);
  errno = 0;
  int nice = getpriority(PRIO_PROCESS, 0);
  struct turn turn = {.size = sizeof turn, .nice = errno == 0 ? nice : 0, .runtime = SHORT_TURN};
  // An older kernel does not know of turns, and leaves it.
  syscall(SYS_sched_setattr, 0, &turn, 0);
}

void visits_run(void (*round)(void* argument), void* argument) {
  come_soon();
  uint64_t begin = clock_own_cpu();
  uint64_t before = begin;
  uint64_t mean = 0;
  pthread_mutex_lock(&lock);
  while (on) {
    uint64_t least = mean * PAUSE_PER_COST;
    uint64_t wanted = interval > least ? interval : least;
    if (!pause_for(wanted / 2 + draw(wanted + 1))) {
      break;
    }
    pthread_mutex_unlock(&lock);
    round(argument);
    counters_add(COUNTER_ROUNDS, 1);
    uint64_t now = clock_own_cpu();
    mean = (COSTS - 1) * (mean / COSTS) + (now - before) / COSTS;
    before = now;
    pthread_mutex_lock(&lock);
  }
  pthread_mutex_unlock(&lock);
  counters_add(COUNTER_VISIT_CPU, clock_own_cpu() - begin);
}
