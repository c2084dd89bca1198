// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "wait_stack.h"

#include <stdlib.h>

#include "frame.h"
#include "gc_pause.h"
#include "jvmti_stack.h"

static enum wall_state state_of(jint bits) {
  if ((bits & JVMTI_THREAD_STATE_BLOCKED_ON_MONITOR_ENTER) != 0) {
    return WALL_BLOCKED;
  }
  if ((bits & JVMTI_THREAD_STATE_SLEEPING) != 0) {
    return WALL_SLEEPING;
  }
  if ((bits & JVMTI_THREAD_STATE_PARKED) != 0) {
    return WALL_PARKED;
  }
  return (bits & JVMTI_THREAD_STATE_IN_OBJECT_WAIT) != 0 ? WALL_WAITING : WALL_UNKNOWN;
}

static bool has_room(struct wait_stack* stack, uint32_t depth) {
  uint32_t wanted = 1 + jvmti_stack_most(depth);
  if (stack->room < wanted) {
    uint64_t* moved = realloc(stack->words, wanted * sizeof *moved);
    if (moved == NULL) {
      return false;
    }
    stack->words = moved;
    stack->room = wanted;
  }
  return true;
}

bool wait_stack_take(struct wait_stack* stack, JNIEnv* env, jvmtiEnv* jvmti, jthread thread, const struct vmthread* vm,
                     uint32_t depth) {
  // A thread that asks the JVM for a stack waits while the collector is at work, and so would its next visits.
  if (gc_pause_now() || !has_room(stack, depth) || !vmthread_alive(env, thread)) {
    return false;
  }
  int vm_state = vmthread_state(vm->env);
  if (vm_state != VMTHREAD_IN_NATIVE && vm_state != VMTHREAD_BLOCKED) {
    // As for a thread that it starts, or for memory. Asked for its stack, it would have to come out first.
    stack->words[0] = frame_pseudo(PSEUDO_IN_VM);
    stack->count = 1;
    stack->state = WALL_IN_NATIVE;
    return true;
  }
  jint bits = 0;
  (*jvmti)->GetThreadState(jvmti, thread, &bits);
  enum wall_state state = state_of(bits);
  // What Java takes for running waits in native code; one that is blocked waits for the JVM itself, as at a safepoint.
  stack->state = state == WALL_UNKNOWN ? WALL_IN_NATIVE : state;
  stack->count = 0;
  if (state == WALL_UNKNOWN && vm_state == VMTHREAD_BLOCKED) {
    stack->words[stack->count++] = frame_pseudo(PSEUDO_IN_VM);
  }
  stack->count += jvmti_stack(jvmti, thread, stack->words + stack->count, depth);
  return true;
}

void wait_stack_free(struct wait_stack* stack) {
  free(stack->words);
  stack->words = NULL;
  stack->count = 0;
  stack->room = 0;
}
