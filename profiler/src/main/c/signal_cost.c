// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "signal_cost.h"

#include <linux/perf_event.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "counters.h"
#include "sorted.h"
#include "threads.h"
#include "window.h"

// All times are ns of CPU time: being off the processor costs nothing.
#define PERF_SIGNALS 11u
#define PERF_PERIOD 1000000u
#define PIECE 20000u
#define MOST_PIECES 2048u
#define TIMER_SIGNALS 9u
// As far apart as the scheduler's ticks often are. In between, the caches forget the kernel's part: signals one right after
// the other cost a quarter of those that are 4 ms apart.
#define TIMER_PERIOD 4000000u

static volatile uint64_t spun;

static void spin(uint64_t rounds) {
  uint64_t value = spun;
  for (uint64_t i = 0; i < rounds; i++) {
    value = value * UINT64_C(0x5DEECE66D) + 0xB;
    // Keeps the compiler from finding a formula.
    __asm__ volatile("" : "+r"(value));
  }
  spun = value;
}

static uint64_t median(uint64_t* values, uint32_t count) {
  sort_values(values, count);
  return count == 0 ? 0 : values[count / 2];
}

// At least 1: 0 says that no signal came.
static uint64_t above(uint64_t value, uint64_t base) {
  return value > base ? value - base : 1;
}

// Rounds of `spin` that take about PIECE.
static uint64_t rounds_of_a_piece(void) {
  const uint64_t tried = 10000;
  uint64_t fastest = UINT64_MAX;
  for (int i = 0; i < 10; i++) {
    uint64_t begin = clock_own_cpu();
    spin(tried);
    uint64_t took = clock_own_cpu() - begin;
    fastest = took < fastest ? took : fastest;
  }
  return tried * PIECE / (fastest == 0 ? 1 : fastest) + 1;
}

// Equal pieces of work under a perf event: how much longer those take that a signal falls into.
static uint64_t perf_cost(pid_t tid, uint64_t rounds, bool refresh) {
  int fd = clock_perf_event(tid, PERF_PERIOD, CLOCK_SEES_KERNEL);
  if (fd < 0) {
    return 0;
  }
  static uint64_t with[PERF_SIGNALS];
  static uint64_t without[MOST_PIECES];
  uint32_t signals = 0;
  uint32_t quiet = 0;
  // The event turns itself off after so many: the thread gets on even where a signal costs more than the period.
  ioctl(fd, PERF_EVENT_IOC_REFRESH, refresh ? 1 : 2 * PERF_SIGNALS);
  uint64_t seen = atomic_load(&counters[COUNTER_PERF_SIGNALS]);
  uint64_t limit = clock_own_cpu() + 4 * PERF_SIGNALS * (uint64_t)PERF_PERIOD;
  for (uint64_t begin = 0; signals < PERF_SIGNALS && quiet < MOST_PIECES && begin < limit;) {
    begin = clock_own_cpu();
    spin(rounds);
    uint64_t now = atomic_load(&counters[COUNTER_PERF_SIGNALS]);
    if (now != seen && refresh) {
      ioctl(fd, PERF_EVENT_IOC_REFRESH, 1);
    }
    uint64_t took = clock_own_cpu() - begin;
    if (now == seen) {
      without[quiet++] = took;
    } else {
      with[signals++] = took;
    }
    seen = now;
  }
  close(fd);
  return signals == 0 ? 0 : above(median(with, signals), median(without, quiet));
}

// A POSIX timer's signal comes with an interrupt of the scheduler that is there anyway. Setting a timer to a time that is over
// raises the signal without one.
static uint64_t timer_cost(pid_t tid, uint64_t rounds) {
  static int timer = -1;
  // Never deleted: see clock_disarm.
  if (timer < 0 && clock_cpu_timer(tid, NULL, &timer) != 0) {
    return 0;
  }
  static const struct itimerspec over = {.it_value = {.tv_nsec = 1}, .it_interval = {.tv_sec = 1}};
  static const struct itimerspec never = {.it_value = {.tv_sec = 1 << 30}, .it_interval = {.tv_sec = 1}};
  static const struct itimerspec off;
  uint64_t with[TIMER_SIGNALS];
  uint64_t without[TIMER_SIGNALS];
  uint64_t seen = atomic_load(&counters[COUNTER_TIMER_SIGNALS]);
  for (uint32_t i = 0; i < 2 * TIMER_SIGNALS; i++) {
    bool fires = i % 2 == 0;
    spin(rounds * (TIMER_PERIOD / PIECE / 2));
    uint64_t begin = clock_own_cpu();
    clock_set_timer(timer, TIMER_ABSTIME, fires ? &over : &never);
    (fires ? with : without)[i / 2] = clock_own_cpu() - begin;
    clock_set_timer(timer, 0, &off);
  }
  bool came = atomic_load(&counters[COUNTER_TIMER_SIGNALS]) - seen >= TIMER_SIGNALS;
  return came ? above(median(with, TIMER_SIGNALS), median(without, TIMER_SIGNALS)) : 0;
}

static int perf_refused(pid_t tid, enum clock_sight sight) {
  int fd = clock_perf_event(tid, PERF_PERIOD, sight);
  if (fd >= 0) {
    close(fd);
  }
  return fd < 0 ? -fd : 0;
}

static void measure_perf(struct signal_cost* cost, unsigned parts, pid_t tid, uint64_t rounds) {
  if ((parts & COST_PERF) != 0) {
    cost->perf = perf_cost(tid, rounds, false);
  }
  if ((parts & COST_PERF_REFRESH) != 0) {
    cost->perf_refresh = perf_cost(tid, rounds, true);
  }
  if ((parts & COST_PERF_SWITCH) != 0) {
    cost->perf_switch = switch_cost_measure();
  }
}

static void measure(struct signal_cost* cost, unsigned parts, pid_t tid) {
  // The signal may be blocked in the mask that the JVM was started with.
  sigset_t prof, before;
  sigemptyset(&prof);
  sigaddset(&prof, SIGPROF);
  pthread_sigmask(SIG_UNBLOCK, &prof, &before);
  uint64_t rounds = rounds_of_a_piece();
  if (cost->perf_error == 0) {
    measure_perf(cost, parts, tid, rounds);
  }
  if ((parts & COST_TIMER) != 0) {
    cost->timer = timer_cost(tid, rounds);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

enum handler_result signal_cost_measure(struct signal_cost* cost, unsigned parts) {
  if (window_state() != WINDOW_CLOSED) {
    return HANDLER_RUNNING;
  }
  enum handler_result installed = handler_install();
  if (installed != HANDLER_OK) {
    return installed;
  }
  pid_t tid = (pid_t)syscall(SYS_gettid);
  cost->perf_error = perf_refused(tid, CLOCK_SEES_KERNEL);
  cost->perf_user_error = cost->perf_error == 0 ? 0 : perf_refused(tid, CLOCK_SEES_NO_KERNEL);
  cost->tick = switch_cost_tick();
  if (parts != 0) {
    measure(cost, parts, tid);
  }
  return HANDLER_OK;
}
