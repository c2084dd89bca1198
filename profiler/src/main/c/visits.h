// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// When the visitor goes its rounds: at intervals drawn between a half and one and a half of what is wanted, so that no rhythm of
// the program is met again and again. It must come when it is due, also on a busy machine: a visitor that gets a processor only
// when the visited threads leave one would mostly find them waiting. So it asks the kernel for short turns, which come sooner,
// and for the highest priority. Root alone gets that; for others the call fails, the visitor stays as it is, and a busy machine makes
// it late. What it takes from the benchmark does not depend on the priority: a fiftieth of a processor at most, on average, since
// where rounds are long, they are rare. That time is in the overhead that is shown.
#ifndef JMHPPROF_VISITS_H
#define JMHPPROF_VISITS_H

#include <stdbool.h>
#include <stdint.h>

// Once. False when there is no memory.
bool visits_init(void);

// From now on visits_run goes its rounds, until visits_end.
void visits_begin(uint64_t interval);
void visits_run(void (*round)(void* argument), void* argument);
void visits_end(void);

#endif
