// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The signal handler: walks the stack of the thread that it interrupts and writes one record.
#ifndef JMHPPROF_HANDLER_H
#define JMHPPROF_HANDLER_H

#include <stdbool.h>

// The numbers are shared with NativeSampler.java.
enum handler_result {
  HANDLER_OK = 0,
  HANDLER_FOREIGN = 1,     // another SIGPROF handler is installed
  HANDLER_RUNNING = 2,     // started already
  HANDLER_REFUSED = 3,     // no clock could be armed
  HANDLER_STUCK = 4,       // a handler did not come out in time
  HANDLER_REPLACED = 5,    // somebody replaced our handler in the meantime
  HANDLER_NO_ALLOCATIONS = 6,  // the JVM does not turn on the event for allocations
  HANDLER_NO_CONTENTIONS = 7,  // nor those for waits
};

// Takes SIGPROF, for good. HANDLER_OK or HANDLER_FOREIGN.
enum handler_result handler_install(void);

// Whether our handler is the one that is installed.
bool handler_installed(void);

#endif
