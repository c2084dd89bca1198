// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The stack walk: one function, so that a better walker can replace it.
#ifndef JMHPPROF_WALK_H
#define JMHPPROF_WALK_H

#include <jni.h>
#include <stdbool.h>
#include <stdint.h>

// Memory for one walk, owned by one thread: a stack of this size does not belong on the stack that is being sampled, which
// may be close to its guard pages.
struct walk_buffer {
  uint64_t* words;
  void* frames;
  uint32_t capacity;    // frames that there is room for
  uint32_t depth;       // frames wanted
  uintptr_t stack_end;  // first address above the thread's stack; 0 when unknown
  uintptr_t root;       // id of the method that every whole stack of the thread ends in; 0 when unknown
};

// Makes room for stacks of `depth` frames. Not for the handler.
bool walk_buffer_ready(struct walk_buffer* buffer, uint32_t depth);

// Finds AsyncGetCallTrace. NULL, or what is missing.
const char* walk_init(void);

// Writes the stack of the interrupted thread to buffer->words, leaf first, and returns how many words there are, at least
// one. A failed walk is one pseudo frame. `env` is NULL for a thread that is not a Java thread. async-signal-safe
uint32_t walk_stack(struct walk_buffer* buffer, JNIEnv* env, void* ucontext);

#endif
