// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The signal handler, and sampling on and off.
//
// Order at the end of a window, and why:
//   1. `sampling` off: a handler that starts now does nothing.
//   2. Clocks disarmed: no new signals, except those already on their way.
//   3. Wait until no handler is inside: a handler counts itself in before it looks at `sampling`, and the stopper clears
//      `sampling` before it looks at the count, both sequentially consistent; so either the handler sees "off" or the stopper
//      sees the handler. Without that order a handler could still write into a ring that is being taken apart.
//   4. Only then is the rest of each thread's time accounted for: a handler would account for it as well.
#ifndef JMHPPROF_HANDLER_H
#define JMHPPROF_HANDLER_H

#include <stdbool.h>
#include <stdint.h>

#include "threads.h"

enum handler_result {
  HANDLER_OK = 0,
  HANDLER_FOREIGN = 1,     // another SIGPROF handler is installed
  HANDLER_RUNNING = 2,     // started already
  HANDLER_REFUSED = 3,     // no clock could be armed
  HANDLER_STUCK = 4,       // a handler did not come out in time
  HANDLER_REPLACED = 5,    // somebody replaced our handler in the meantime
};

// Opens a window. On HANDLER_REFUSED, *error is the errno.
enum handler_result handler_start(const struct threads_window* window, int* error);

// Closes the window; waits at most a second for handlers to come out.
enum handler_result handler_stop(void);

// Whether a window is open.
bool handler_running(void);

// At the end of the JVM: sampling off, nothing more.
void handler_shut_down(void);

#endif
