// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#ifndef JMHPPROF_WALL_STATE_H
#define JMHPPROF_WALL_STATE_H

// What a thread does. The numbers are shared with ThreadState.java.
enum wall_state {
  WALL_UNKNOWN = 0,
  WALL_RUNNING = 1,
  WALL_RUNNABLE = 2,
  WALL_BLOCKED = 3,
  WALL_WAITING = 4,
  WALL_SLEEPING = 5,
  WALL_PARKED = 6,
  WALL_IN_NATIVE = 7,
  WALL_GC_PAUSE = 8,
};

#endif
