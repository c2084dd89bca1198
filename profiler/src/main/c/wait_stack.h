// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The stack of another thread that waits, and what it waits for.
#ifndef JMHPPROF_WAIT_STACK_H
#define JMHPPROF_WAIT_STACK_H

#include <jni.h>
#include <jvmti.h>
#include <stdbool.h>
#include <stdint.h>

#include "vmthread.h"
#include "wall_state.h"

// All zeros is an empty one.
struct wait_stack {
  enum wall_state state;
  uint32_t count;
  uint32_t room;
  uint64_t* words;
};

// False if there is no stack to be had now, or no memory. The caller makes sure that the thread's object in the JVM stays.
bool wait_stack_take(struct wait_stack* stack, JNIEnv* env, jvmtiEnv* jvmti, jthread thread, const struct vmthread* vm,
                     uint32_t depth);
void wait_stack_free(struct wait_stack* stack);

#endif
