// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "switch_cost.h"

#include <linux/perf_event.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "sorted.h"

// Together several of the scheduler's ticks: what a switch costs depends on where between two ticks it falls.
#define ROUNDS 40
#define TURNS 30u
#define SWITCHES_PER_TURN 2u

// Long after the scheduler's tick.
#define LONG_INTERVAL 1000000000u

struct turns {
  sem_t here;
  sem_t there;
  pid_t partner;
  bool over;
};

static void wait_for(sem_t* semaphore) {
  while (sem_wait(semaphore) != 0) {
  }
}

static void* answer(void* argument) {
  struct turns* turns = argument;
  turns->partner = (pid_t)syscall(SYS_gettid);
  do {
    sem_post(&turns->here);
    wait_for(&turns->there);
  } while (!turns->over);
  return NULL;
}

static uint64_t cpu_of_both(const struct turns* turns) {
  uint64_t partner = 0;
  clock_thread_cpu(turns->partner, &partner);
  return clock_own_cpu() + partner;
}

// The mean, since a round is either cheap or expensive; without the most expensive ones, which other interrupts hit.
static uint64_t mean_round(struct turns* turns) {
  uint64_t rounds[ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    uint64_t begin = cpu_of_both(turns);
    for (uint32_t i = 0; i < TURNS; i++) {
      sem_post(&turns->there);
      wait_for(&turns->here);
    }
    rounds[round] = cpu_of_both(turns) - begin;
  }
  sort_values(rounds, ROUNDS);
  const int counted = ROUNDS - ROUNDS / 20;
  uint64_t sum = 0;
  for (int round = 0; round < counted; round++) {
    sum += rounds[round];
  }
  return sum / counted;
}

static int running_event(pid_t tid, uint64_t period) {
  int fd = clock_perf_event(tid, period, CLOCK_SEES_KERNEL);
  if (fd >= 0) {
    ioctl(fd, PERF_EVENT_IOC_ENABLE, 0);
  }
  return fd;
}

static uint64_t added(struct turns* turns, uint64_t period, uint64_t without) {
  int own = running_event((pid_t)syscall(SYS_gettid), period);
  int partner = running_event(turns->partner, period);
  uint64_t with = mean_round(turns);
  bool both = own >= 0 && partner >= 0;
  if (own >= 0) {
    close(own);
  }
  if (partner >= 0) {
    close(partner);
  }
  if (!both) {
    return 0;
  }
  return with > without + TURNS * SWITCHES_PER_TURN ? (with - without) / (TURNS * SWITCHES_PER_TURN) : 1;
}

static struct switch_cost measure(struct turns* turns) {
  uint64_t without = mean_round(turns);
  return (struct switch_cost){
      .late = added(turns, LONG_INTERVAL, without),
      .mostly_soon = added(turns, SWITCH_COST_SHORT_INTERVAL, without),
  };
}

// No signal of the program or the JVM finds its way to the partner.
static bool start_partner(pthread_t* thread, struct turns* turns) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  bool started = pthread_create(thread, NULL, answer, turns) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return started;
}

struct switch_cost switch_cost_measure(void) {
  struct switch_cost cost = {0, 0};
  // Both on one processor, so that each hands it to the other. The partner inherits it.
  cpu_set_t before, one;
  int processor = sched_getcpu();
  if (processor < 0 || processor >= CPU_SETSIZE || sched_getaffinity(0, sizeof before, &before) != 0) {
    return cost;
  }
  CPU_ZERO(&one);
  CPU_SET((size_t)processor, &one);
  if (sched_setaffinity(0, sizeof one, &one) != 0) {
    return cost;
  }
  struct turns turns = {.over = false};
  sem_init(&turns.here, 0, 0);
  sem_init(&turns.there, 0, 0);
  pthread_t partner;
  if (start_partner(&partner, &turns)) {
    wait_for(&turns.here);
    cost = measure(&turns);
    turns.over = true;
    sem_post(&turns.there);
    pthread_join(partner, NULL);
  }
  sem_destroy(&turns.here);
  sem_destroy(&turns.there);
  sched_setaffinity(0, sizeof before, &before);
  return cost;
}

uint64_t switch_cost_tick(void) {
  struct timespec tick;
  // The coarse clock goes on with each tick.
  clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
  return (uint64_t)tick.tv_sec * 1000000000u + (uint64_t)tick.tv_nsec;
}

uint64_t switch_cost_switches(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (uint64_t)usage.ru_nvcsw + (uint64_t)usage.ru_nivcsw;
}

uint64_t switch_cost_process_cpu(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}
