// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "counters.h"

// musl's name for the field; glibc has none for it.
#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

// The kernel's own lower limit for the period of a perf software clock.
#define SHORTEST_PERIOD 10000u

static uint64_t nanos_of(const struct timespec* time) {
  return (uint64_t)time->tv_sec * 1000000000u + (uint64_t)time->tv_nsec;
}

static struct timespec timespec_of(uint64_t nanos) {
  return (struct timespec){.tv_sec = (time_t)(nanos / 1000000000u), .tv_nsec = (long)(nanos % 1000000000u)};
}

// The kernel's name for "CPU time of this thread", as clock_gettime and timer_create take it.
static clockid_t cpu_clock_of(pid_t tid) {
  return (clockid_t)(~(unsigned int)tid << 3 | 6u);
}

uint64_t clock_monotonic(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return nanos_of(&time);
}

uint64_t clock_own_cpu(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return nanos_of(&time);
}

bool clock_thread_cpu(pid_t tid, uint64_t* nanos) {
  struct timespec time;
  if (clock_gettime(cpu_clock_of(tid), &time) != 0) {
    return false;
  }
  *nanos = nanos_of(&time);
  return true;
}

static uint32_t account(struct tick_count* ticks, uint64_t passed) {
  if (passed <= ticks->accounted) {
    return 0;
  }
  uint64_t fresh = passed - ticks->accounted;
  ticks->accounted = passed;
  return fresh > UINT32_MAX ? UINT32_MAX : (uint32_t)fresh;
}

uint32_t tick_count_at_signal(struct tick_count* ticks, uint64_t cpu) {
  uint64_t early = cpu + ticks->interval / 2;
  return early < ticks->first ? 0 : account(ticks, (early - ticks->first) / ticks->interval + 1);
}

uint32_t tick_count_at_end(struct tick_count* ticks, uint64_t cpu) {
  return cpu < ticks->first ? 0 : account(ticks, (cpu - ticks->first) / ticks->interval + 1);
}

// Uniform enough for a phase; SplitMix64 over the two things that differ between threads and windows.
static uint64_t random_below(uint64_t limit, uint64_t seed) {
  uint64_t mixed = (clock_monotonic() ^ seed << 32) + UINT64_C(0x9E3779B97F4A7C15);
  mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
  return (mixed ^ mixed >> 31) % limit;
}

static int open_event(pid_t tid, uint64_t period, enum clock_sight sight) {
  struct perf_event_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.size = sizeof attr;
  attr.type = PERF_TYPE_SOFTWARE;
  attr.config = PERF_COUNT_SW_CPU_CLOCK;
  attr.sample_period = period;
  attr.wakeup_events = 1;
  attr.disabled = 1;
  attr.exclude_hv = 1;
  attr.exclude_idle = 1;
  attr.exclude_kernel = sight == CLOCK_SEES_NO_KERNEL;
  if (sight == CLOCK_RECORDS_KERNEL) {
    attr.sample_type = PERF_SAMPLE_CALLCHAIN;
    attr.exclude_callchain_user = 1;
  }
  return (int)syscall(SYS_perf_event_open, &attr, tid, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

int clock_perf_event(pid_t tid, uint64_t period, enum clock_sight sight) {
  int fd = open_event(tid, period, sight);
  if (fd < 0) {
    return -errno;
  }
  struct f_owner_ex owner = {.type = F_OWNER_TID, .pid = tid};
  if (fcntl(fd, F_SETFL, O_ASYNC) != 0 || fcntl(fd, F_SETSIG, SIGPROF) != 0 || fcntl(fd, F_SETOWN_EX, &owner) != 0) {
    int error = errno;
    close(fd);
    return -error;
  }
  return fd;
}

// The kernel's own calls: older C libraries have theirs in a library that a JVM need not have loaded.
int clock_set_timer(int timer, int flags, const struct itimerspec* spec) {
  return (int)syscall(SYS_timer_settime, timer, flags, spec, NULL);
}

int clock_cpu_timer(pid_t tid, void* cookie, int* timer) {
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGPROF;
  event.sigev_value.sival_ptr = cookie;
  event.sigev_notify_thread_id = tid;
  return syscall(SYS_timer_create, cpu_clock_of(tid), &event, timer) == 0 ? 0 : errno;
}

// Descriptors that are left to the program: one for each thread can be more than it can spare.
static bool leaves_descriptors(int fd) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
    return true;
  }
  rlim_t spare = limit.rlim_cur / 4 < 64 ? limit.rlim_cur / 4 : 64;
  return (rlim_t)fd + spare < limit.rlim_cur;
}

static void open_chain(struct thread_clock* clock) {
  int error = kernel_chain_open(&clock->chain, clock->fd);
  if (error != 0) {
    counters_add(COUNTER_UNCHAINED, 1);
    atomic_store_explicit(&counters[COUNTER_UNCHAINED_ERRNO], (uint64_t)error, memory_order_relaxed);
  }
}

static int open_perf(struct thread_clock* clock, pid_t tid, bool kernel) {
  int fd = clock_perf_event(tid, clock->wait, kernel ? CLOCK_RECORDS_KERNEL : CLOCK_SEES_KERNEL);
  if (fd < 0) {
    return -fd;
  }
  if (!leaves_descriptors(fd)) {
    close(fd);
    return EMFILE;
  }
  clock->fd = fd;
  clock->kind = CLOCK_KIND_PERF;
  if (kernel) {
    open_chain(clock);
  }
  return 0;
}

static int open_timer(struct thread_clock* clock, pid_t tid, void* cookie) {
  if (!clock->has_timer) {
    int error = clock_cpu_timer(tid, cookie, &clock->timer);
    if (error != 0) {
      return error;
    }
    clock->has_timer = true;
  }
  clock->kind = CLOCK_KIND_TIMER;
  return 0;
}

int clock_open(struct thread_clock* clock, const struct clock_settings* settings, pid_t tid, uint64_t base, uint64_t now,
               void* cookie) {
  uint64_t interval = settings->interval;
  // In (0, interval]: a tick at the very start would stand for no time at all.
  uint64_t first = base + random_below(interval, (uint64_t)tid) + 1;
  clock->ticks = (struct tick_count){.first = first, .interval = interval, .accounted = 0};
  uint64_t wait = first > now ? first - now : interval - (now - first) % interval;
  clock->wait = wait < SHORTEST_PERIOD ? SHORTEST_PERIOD : wait;
  clock->settle = true;
  clock->refresh = settings->refresh;
  clock->pace = pace_of(interval);
  if (settings->choice == CLOCK_TIMER) {
    return open_timer(clock, tid, cookie);
  }
  int error = open_perf(clock, tid, settings->kernel);
  bool no_descriptor = error == EMFILE || error == ENFILE;
  return no_descriptor && settings->choice == CLOCK_PERF_OR_TIMER ? open_timer(clock, tid, cookie) : error;
}

int clock_go(struct thread_clock* clock) {
  int result = 0;
  if (clock->kind == CLOCK_KIND_TIMER) {
    struct itimerspec spec = {.it_value = timespec_of(clock->wait), .it_interval = timespec_of(clock->ticks.interval)};
    result = clock_set_timer(clock->timer, 0, &spec);
  } else if (clock->kind != CLOCK_KIND_NONE) {
    result = ioctl(clock->fd, PERF_EVENT_IOC_REFRESH, 1);
  }
  return result == 0 ? 0 : errno;
}

static void stop_timer(struct thread_clock* clock) {
  struct itimerspec never;
  memset(&never, 0, sizeof never);
  clock_set_timer(clock->timer, 0, &never);
}

void clock_pause(struct thread_clock* clock) {
  if (clock->kind == CLOCK_KIND_TIMER) {
    stop_timer(clock);
  } else if (clock->kind != CLOCK_KIND_NONE) {
    ioctl(clock->fd, PERF_EVENT_IOC_DISABLE, 0);
  }
}

void clock_disarm(struct thread_clock* clock) {
  if (clock->kind == CLOCK_KIND_TIMER) {
    // Deleting a CPU timer kills the process on some 6.12 kernels; disarming does not.
    stop_timer(clock);
  } else if (clock->kind != CLOCK_KIND_NONE) {
    kernel_chain_close(&clock->chain);
    close(clock->fd);
    clock->fd = -1;
  }
  clock->kind = CLOCK_KIND_NONE;
}

void clock_release(struct thread_clock* clock) {
  clock_disarm(clock);
  if (clock->has_timer) {
    syscall(SYS_timer_delete, clock->timer);
    clock->has_timer = false;
  }
}

void clock_after_signal(struct thread_clock* clock, uint64_t cpu) {
  if (clock->kind != CLOCK_KIND_PERF) {
    return;
  }
  kernel_chain_drop(&clock->chain);
  bool first = clock->settle;
  clock->settle = false;
  bool longer = clock->refresh && pace_signal(&clock->pace, cpu);
  if (first || longer) {
    uint64_t period = clock->pace.period;
    ioctl(clock->fd, PERF_EVENT_IOC_PERIOD, &period);
  }
  if (clock->refresh) {
    ioctl(clock->fd, PERF_EVENT_IOC_REFRESH, 1);
  } else if (first) {
    ioctl(clock->fd, PERF_EVENT_IOC_ENABLE, 0);
  }
}
