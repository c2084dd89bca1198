// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Per-thread CPU clocks that raise SIGPROF on their own thread: a perf event or a POSIX timer.
//
// A signal only says "now"; how many ticks have passed is read from the thread's CPU clock (tick_count_*). So timer overruns
// (a POSIX timer fires on the scheduler's tick, whatever its interval), throttling and merged signals all weigh what they
// should. A perf event always sees the kernel: one that does not would leave no signal there, and the next tick outside
// would take all the weight.
#ifndef JMHPPROF_CLOCK_H
#define JMHPPROF_CLOCK_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "kernel_chain.h"
#include "pace.h"

// The numbers are shared with NativeSampler.java.
enum clock_choice {
  CLOCK_PERF = 1,           // every thread has a perf event or no clock
  CLOCK_TIMER = 2,
  CLOCK_PERF_OR_TIMER = 3,  // a thread for which no descriptor is left has a timer
};

enum clock_kind {
  CLOCK_KIND_NONE = 0,
  CLOCK_KIND_PERF = 1,
  CLOCK_KIND_TIMER = 2,
};

// Ticks lie at first, first + interval, first + 2 interval, ... on the thread's CPU clock. `first` is drawn at random within
// one interval, so that a thread shorter than an interval is seen with the right probability.
struct tick_count {
  uint64_t first;
  uint64_t interval;
  uint64_t accounted;
};

struct thread_clock {
  enum clock_kind kind;
  int fd;              // perf
  int timer;           // POSIX timer, kept disarmed between windows
  bool has_timer;
  bool settle;         // perf: the first period is a fraction, the next one is not
  uint64_t wait;       // ns of CPU time to the first tick
  bool refresh;        // perf: the event is off while the handler runs
  struct pace pace;    // with `refresh`
  struct kernel_chain chain;
  struct tick_count ticks;
};

struct clock_settings {
  enum clock_choice choice;
  uint64_t interval;  // ns
  bool refresh;
  bool kernel;        // perf: ticks record the kernel's frames
};

// What a perf event sees of the kernel. One that may see nothing has no tick there.
enum clock_sight {
  CLOCK_SEES_NO_KERNEL,
  CLOCK_SEES_KERNEL,
  CLOCK_RECORDS_KERNEL,  // the kernel's frames, too: kernel_chain.h
};

// A perf event that ticks with the CPU time of `tid` and raises SIGPROF there, at rest. A descriptor, or -errno.
int clock_perf_event(pid_t tid, uint64_t period, enum clock_sight sight);

// The same as a POSIX timer, disarmed. 0, or the errno.
int clock_cpu_timer(pid_t tid, void* cookie, int* timer);

// As timer_settime. 0, or -1 with errno set.
int clock_set_timer(int timer, int flags, const struct itimerspec* spec);

// Both read clocks only: async-signal-safe.
uint64_t clock_monotonic(void);
uint64_t clock_own_cpu(void);

// CPU time of a thread of this process; false when it is gone.
bool clock_thread_cpu(pid_t tid, uint64_t* nanos);

// Ticks passed by `cpu` that were not accounted yet, for a signal: rounded, since a signal can come slightly early.
// async-signal-safe
uint32_t tick_count_at_signal(struct tick_count* ticks, uint64_t cpu);

// The same when the thread's window ends: exactly the ticks that lie before `cpu`. async-signal-safe
uint32_t tick_count_at_end(struct tick_count* ticks, uint64_t cpu);

// Opens a clock for `tid`, whose CPU time counts from `base` on and is `now` by now, at rest. 0, or the errno of what was
// refused; `ticks` is set in either case, so that the time can be accounted for without signals.
int clock_open(struct thread_clock* clock, const struct clock_settings* settings, pid_t tid, uint64_t base, uint64_t now,
               void* cookie);

// Sets an open clock going. The handler must be able to find it by now: the first tick can come at once.
// 0, or the errno of what was refused.
int clock_go(struct thread_clock* clock);

// No new signals afterwards, except one already under way.
void clock_disarm(struct thread_clock* clock);

// The same without giving anything back: a handler that is still inside may use the clock, and then wake it for one more
// signal.
void clock_pause(struct thread_clock* clock);

// Disarms and gives back what the kernel keeps. The thread may be gone.
void clock_release(struct thread_clock* clock);

// After a perf signal. The event is off if it was the first one, or if `refresh` is set: a period as short as what a signal
// costs would otherwise leave the thread nothing but signals. Sets the regular period, or a longer one where that is not enough
// (pace.h), and turns the event on again. `cpu`: the thread's CPU time when the signal came. async-signal-safe
void clock_after_signal(struct thread_clock* clock, uint64_t cpu);

#endif
