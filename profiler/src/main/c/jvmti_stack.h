// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Stacks from JVMTI: of the current thread in a callback of the JVM, where AsyncGetCallTrace finds none, since the JVM has not
// noted where the thread left Java in the way that it asks for; and of a thread that waits. The frames are the same words as
// those of walk.h. Not for a handler.
#ifndef JMHPPROF_JVMTI_STACK_H
#define JMHPPROF_JVMTI_STACK_H

#include <jvmti.h>
#include <stdint.h>

#include "walk.h"

// Words of the longest stack that keeps `depth` frames at its leaf end.
static inline uint32_t jvmti_stack_most(uint32_t depth) {
  return depth + WALK_ROOT_FRAMES + WALK_EXTRA_WORDS;
}

// Writes the stack of a thread, NULL for the current one, leaf first, and returns how many words there are, at least one. `words`
// has room for jvmti_stack_most(depth). A failed walk is one pseudo frame; a deep stack loses frames from its middle, as in
// walk_stack.
uint32_t jvmti_stack(jvmtiEnv* jvmti, jthread thread, uint64_t* words, uint32_t depth);

#endif
