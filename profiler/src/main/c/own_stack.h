// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The stack of the current thread in a callback of the JVM, from JVMTI: AsyncGetCallTrace finds none there, since the JVM has not
// noted where the thread left Java in the way that it asks for. The frames are the same words as those of walk.h. Not for a
// handler.
#ifndef JMHPPROF_OWN_STACK_H
#define JMHPPROF_OWN_STACK_H

#include <jvmti.h>
#include <stdint.h>

#include "walk.h"

// Words of the longest stack that keeps `depth` frames at its leaf end.
static inline uint32_t own_stack_most(uint32_t depth) {
  return depth + WALK_ROOT_FRAMES + WALK_EXTRA_WORDS;
}

// Writes the stack, leaf first, and returns how many words there are, at least one. `words` has room for
// own_stack_most(depth). A failed walk is one pseudo frame; a deep stack loses frames from its middle, as in walk_stack.
uint32_t own_stack(jvmtiEnv* jvmti, uint64_t* words, uint32_t depth);

#endif
