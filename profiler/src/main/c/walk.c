// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "walk.h"

#include <stdlib.h>
#include <ucontext.h>

#include "code.h"
#include "frame.h"
#include "java_frames.h"
#include "stubs.h"
#include "vmthread.h"

bool walk_buffer_ready(struct walk_buffer* buffer, uint32_t depth, enum walk_native which) {
  if (buffer->capacity < depth) {
    free(buffer->memory);
    free(buffer->frames);
    buffer->memory = malloc((KERNEL_CHAIN_MOST + depth + WALK_ROOT_FRAMES + WALK_EXTRA_WORDS) * sizeof(uint64_t));
    buffer->words = buffer->memory + KERNEL_CHAIN_MOST;
    buffer->frames = malloc(java_frames_most(depth) * sizeof(struct call_frame));
    buffer->capacity = buffer->memory != NULL && buffer->frames != NULL ? depth : 0;
  }
  if (buffer->thread == NULL) {
    buffer->thread = vmthread_new_copy();
  }
  if (buffer->context == NULL) {
    buffer->context = malloc(sizeof(ucontext_t));
  }
  if (buffer->native == NULL && which == WALK_NATIVE_FULL) {
    buffer->native = calloc(1, sizeof *buffer->native);
  }
  buffer->depth = depth;
  buffer->which = which;
  return buffer->capacity >= depth && buffer->thread != NULL && buffer->context != NULL &&
         (buffer->native != NULL || which != WALK_NATIVE_FULL);
}

void walk_buffer_assign(struct walk_buffer* buffer, uintptr_t stack_end, uintptr_t root) {
  buffer->stack_end = stack_end;
  buffer->root = root;
  buffer->root_seen = false;
  buffer->root_slot = 0;
  buffer->root_back = 0;
}

static bool append(struct walk_buffer* buffer, uint32_t* count, uint32_t from, uint32_t to) {
  const struct call_frame* frames = buffer->frames;
  for (uint32_t i = from; i < to; i++) {
    uintptr_t method = (uintptr_t)frames[i].method;
    if (!frame_fits(method)) {
      return false;
    }
    buffer->words[(*count)++] = frame_java(method, frames[i].bci);
  }
  return true;
}

// The leaf end, the mark of what is missing, the root end.
static bool append_cut(struct walk_buffer* buffer, uint32_t* count, JNIEnv* env, const ucontext_t* context) {
  if (!append(buffer, count, 0, buffer->depth)) {
    return false;
  }
  buffer->words[(*count)++] = frame_pseudo(PSEUDO_TRUNCATED);
  uint32_t frames = (uint32_t)java_frames_root(buffer, env, context);
  return append(buffer, count, frames > WALK_ROOT_FRAMES ? frames - WALK_ROOT_FRAMES : 0, frames);
}

static uint32_t only(struct walk_buffer* buffer, uint32_t pseudo) {
  buffer->words[0] = frame_pseudo(pseudo);
  return 1;
}

// Such a stack may be nearly used up, and what is above its end may be nothing: neither AsyncGetCallTrace nor a search for
// return addresses belongs there.
static bool on_alternate_stack(const ucontext_t* context, uintptr_t sp) {
  return sp - (uintptr_t)context->uc_stack.ss_sp < context->uc_stack.ss_size;
}

// The native frames, the mark of those that are missing, and the stub from which they were called.
static uint32_t append_native(struct walk_buffer* buffer, const ucontext_t* context, uintptr_t sp) {
  struct unwound* found = &buffer->native->found;
  uint32_t count = 0;
  unwind(context, buffer->stack_end != 0 ? buffer->stack_end : unwind_own_stack_end(sp), &buffer->native->cache, found);
  for (uint32_t i = 0; i < found->count; i++) {
    buffer->words[count++] = frame_native(found->pcs[i]);
  }
  if (found->end == UNWIND_LOST || found->end == UNWIND_CUT) {
    buffer->words[count++] = frame_pseudo(PSEUDO_NATIVE_TRUNCATED);
  } else if (found->end == UNWIND_CODE) {
    const struct stub* stub = stubs_at(found->interrupted ? found->code.pc : found->code.pc - 1);
    if (stub != NULL) {
      buffer->words[count++] = frame_native(stub->start);
    }
  }
  return count;
}

// What lies above the Java frames. A thread of the VM calls stubs, too.
static uint32_t append_leaf(struct walk_buffer* buffer, const ucontext_t* context, struct registers at, bool java) {
  const struct stub* stub = stubs_at(at.pc);
  bool native = !java || !code_contains(at.pc);
  uint32_t count = native && buffer->which == WALK_NATIVE_FULL ? append_native(buffer, context, at.sp) : 0;
  if (stub != NULL || (count == 0 && native && buffer->which != WALK_NATIVE_OFF)) {
    buffer->words[0] = frame_native(stub != NULL ? stub->start : at.pc);
    return count > 0 ? count : 1;
  }
  return count;
}

uint32_t walk_stack(struct walk_buffer* buffer, JNIEnv* env, void* ucontext) {
  ucontext_t* context = ucontext;
  struct registers at = registers_of(context);
  buffer->retries = 0;
  if (on_alternate_stack(context, at.sp)) {
    return only(buffer, PSEUDO_FAILED_SIGNAL_STACK);
  }
  uint32_t count = append_leaf(buffer, context, at, env != NULL);
  if (env == NULL) {
    return count > 0 ? count : only(buffer, PSEUDO_NO_JAVA_FRAME);
  }
  bool rootless;
  jint frames = java_frames_walk(buffer, env, context, &rootless);
  if (frames < 0) {
    return only(buffer, PSEUDO_FAILED + (uint32_t)-frames);
  }
  if (frames == 0) {
    if (count == 0 && buffer->which != WALK_NATIVE_OFF) {
      buffer->words[count++] = frame_native(at.pc);
    }
    buffer->words[count++] = frame_pseudo(PSEUDO_NO_JAVA_FRAME);
    return count;
  }
  bool fits = java_frames_cut(buffer, frames) ? append_cut(buffer, &count, env, context)
                                     : append(buffer, &count, 0, (uint32_t)frames);
  if (!fits) {
    return only(buffer, PSEUDO_FAILED_METHOD_ID);
  }
  if (rootless) {
    buffer->words[count++] = frame_pseudo(PSEUDO_ROOT_UNKNOWN);
  }
  return count;
}
