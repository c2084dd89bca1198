// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The window: the time between a start and its stop. Its state is here and nowhere else.
//
//               open            close                settled
//     CLOSED ---------> OPEN ---------> CLOSING -----------------> CLOSED
//                                        |   ^
//                          still inside  |   |  close, once more
//                                        v   |
//                                        STUCK
//
//   OPEN     Handlers are let in. A thread that starts gets a clock.
//   CLOSING  No handler is let in, no thread gets a clock. Handlers may be inside, clocks may tick, and threads that end leave
//            a record of their rest.
//   STUCK    The same after a handler did not come out in time. All that a handler may use stays as it is: the ring's memory,
//            the clocks' descriptors, the settings.
//   CLOSED   No handler is inside, no clock ticks, the ring can go.
//
// Any thread may ask for the state. Starts and stops come from one thread at a time; the end of the JVM closes the window from
// another one, which leaves it to a stop, if there is one, to go on from there.
#ifndef JMHPPROF_WINDOW_H
#define JMHPPROF_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "clock.h"
#include "kind.h"
#include "ring.h"
#include "walk.h"

enum window_state { WINDOW_CLOSED, WINDOW_OPEN, WINDOW_CLOSING, WINDOW_STUCK };

struct window_settings {
  uint32_t kinds;     // set of KIND_BIT
  enum clock_choice choice;
  uint64_t interval;  // ns
  bool refresh;       // perf: the event rests while the handler runs
  bool kernel;        // perf: stacks have the kernel's frames
  uint32_t depth;     // Java frames of a stack
  uint32_t alloc_interval;  // bytes
  bool watch;         // sampled objects are watched
  uint64_t lock_threshold;  // ns
  uint64_t wall_interval;   // ns
  bool wall_idle;           // idle threads have their stacks
  enum walk_native native;
  struct ring ring;
};

struct window {
  uint32_t kinds;
  struct clock_settings clock;
  uint32_t depth;
  enum walk_native native;
  uint32_t cost_every;  // one signal in so many has its handler's cost measured
  uint64_t opened;      // when, by tasks_now()
  struct ring ring;
};

enum window_state window_state(void);

// What the window was opened with. Valid unless it is closed.
struct window* window_current(void);

// Whether it was opened for samples of a kind. Valid unless it is closed.
static inline bool window_samples(enum kind kind) {
  return (window_current()->kinds & KIND_BIT(kind)) != 0;
}

// The transitions. False, and nothing happens, from a state that has no such arrow.
bool window_open(const struct window_settings* settings);
bool window_close(void);
bool window_stuck(void);
bool window_settled(void);

// For handlers: the window that lets them in, or NULL. Who is let in leaves again. async-signal-safe
struct window* window_enter(void);
void window_leave(void);

// The same for a callback of the JVM, which may have begun in an earlier window: only into one that samples this kind.
struct window* window_enter_for(enum kind kind);

// Whether no handler is inside. For a window that does not let any in.
bool window_empty(void);

#endif
