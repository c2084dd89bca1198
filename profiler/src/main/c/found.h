// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The stacks that one thread was found waiting with, and what to tell of each.
//
// A visit finds a wait with a probability in proportion to its length, so a visit stands for the time since the visit before, no
// matter what the thread has done in that time. These times are the weights. They add up to the thread's time off the processor
// only on average. So they only divide it: the visits of many rounds share the time that the thread's own sums say.
//
// A visit must not simply be given the time off the processor since the one before. Where short waits take turns, that time hangs
// together with the kind of the wait, and the shares were off by up to ten points.
//
// Not thread-safe.
#ifndef JMHPPROF_FOUND_H
#define JMHPPROF_FOUND_H

#include <stdbool.h>
#include <stdint.h>

// As many different stacks are kept at most, and as many words together that no stack is added any more.
#define FOUND_STACKS 64u
#define FOUND_WORDS 16384u

struct found_stack {
  uint32_t begin;  // in the words
  uint32_t count;
  uint32_t tag;
  uint64_t weight;
};

struct found {
  struct found_stack stacks[FOUND_STACKS];
  uint32_t count;
  uint64_t* words;
  uint32_t used;
  uint32_t room;
};

// All zeros is a new one.
void found_clear(struct found* found);
void found_free(struct found* found);

bool found_full(const struct found* found);

// Adds to the weight of a stack. False if it is full, or there is no memory.
bool found_add(struct found* found, const uint64_t* words, uint32_t count, uint32_t tag, uint64_t weight);

// Divides the time by the weights, calls `tell` for each part above 0, and clears. False if nothing was found, and nothing is told.
typedef void found_teller(void* argument, uint64_t nanos, const uint64_t* words, uint32_t count, uint32_t tag);
bool found_tell(struct found* found, uint64_t nanos, found_teller* tell, void* argument);

#endif
