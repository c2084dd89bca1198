// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#ifndef JMHPPROF_SEEN_H
#define JMHPPROF_SEEN_H

#include <stdint.h>

#include "ring.h"

#define SEEN_INTERVAL UINT64_C(1000000)
#define SEEN_THREADS 16

// What the records of a window say, in ns.
struct seen {
  uint64_t all;
  uint64_t lost;
  uint64_t java;      // whose stacks end in the frames of the played AsyncGetCallTrace
  uint64_t burning;   // whose stacks have a frame in burn()
  uint64_t failed;    // walks that failed
  uint64_t left;      // which no signal reported
  uint32_t threads[SEEN_THREADS];
  int thread_count;
  uint64_t torn;      // records, not ns, that no handler writes like this
};

// Takes all that is published, as the Java side does. Code that burns CPU time is in the section "burning".
void seen_drain(struct seen* seen, struct ring_control* control);

#endif
