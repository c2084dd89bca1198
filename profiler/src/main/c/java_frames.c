// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "java_frames.h"

#include <dlfcn.h>
#include <string.h>

#include "chain.h"
#include "code.h"
#include "guess.h"
#include "stubs.h"
#include "vmthread.h"

struct call_trace {
  JNIEnv* env;
  jint frame_count;
  struct call_frame* frames;
};

typedef void (*async_get_call_trace)(struct call_trace* trace, jint depth, void* ucontext);

static async_get_call_trace get_call_trace;
static bool has_chains;

// AsyncGetCallTrace's results that leave hope.
enum { UNKNOWN_NOT_JAVA = -3, NOT_WALKABLE_NOT_JAVA = -4, UNKNOWN_JAVA = -5, NOT_WALKABLE_JAVA = -6 };

// Stubs of the JVM have frames that AsyncGetCallTrace looks at and does not count.
#define UNCOUNTED_FRAMES 16

const char* java_frames_init(void) {
  void* symbol = dlsym(RTLD_DEFAULT, "AsyncGetCallTrace");
  if (symbol == NULL) {
    return "this JVM does not export AsyncGetCallTrace";
  }
  memcpy(&get_call_trace, &symbol, sizeof symbol);
  has_chains = chain_init();
  return NULL;
}

uint32_t java_frames_most(uint32_t depth) {
  return depth + WALK_ROOT_FRAMES + 1;
}

// Not inlined: .ci/signal-safety allows a call through a pointer here and nowhere else.
__attribute__((noinline)) static jint call_walker(struct walk_buffer* buffer, JNIEnv* env, ucontext_t* context) {
  struct call_trace trace = {env, 0, buffer->frames};
  get_call_trace(&trace, (jint)java_frames_most(buffer->depth), context);
  return trace.frame_count;
}

bool java_frames_cut(const struct walk_buffer* buffer, jint frames) {
  return frames > 0 && (uint32_t)frames >= java_frames_most(buffer->depth);
}

static bool ends_in_root(const struct walk_buffer* buffer, jint frames) {
  return buffer->root == 0 || (uintptr_t)buffer->frames[frames - 1].method == buffer->root;
}

// Whether a walk from a guess was right: a wrong one does not arrive at the thread's root.
static bool is_whole(const struct walk_buffer* buffer, jint frames) {
  return frames > 0 && (java_frames_cut(buffer, frames) || ends_in_root(buffer, frames));
}

static enum chain follow(const struct walk_buffer* buffer, JNIEnv* env, struct registers from) {
  struct chain_stack stack = {.end = buffer->stack_end, .continuation = vmthread_continuation(env)};
  return chain_follow(from, stack, java_frames_most(buffer->depth) + UNCOUNTED_FRAMES);
}

// AsyncGetCallTrace starts where a thread that left Java noted its last frame; otherwise at the registers.
static bool may_walk(const struct walk_buffer* buffer, JNIEnv* env, const ucontext_t* context) {
  struct registers noted = vmthread_noted(env);
  return !has_chains || !vmthread_in_java(env) || (noted.sp != 0 && noted.pc != 0) ||
         follow(buffer, env, registers_of(context)) != CHAIN_BROKEN;
}

// The frames from a candidate on, walked on a copy of the thread; 0 where nothing shows that it can be walked.
static jint walk_guess(struct walk_buffer* buffer, JNIEnv* env, const ucontext_t* context, struct registers from) {
  if (!has_chains || follow(buffer, env, from) != CHAIN_WHOLE) {
    return 0;
  }
  JNIEnv* copy = vmthread_copy(env, buffer->thread);
  memcpy(buffer->context, context, sizeof *context);
  registers_set(buffer->context, from);
  buffer->retries++;
  vmthread_become(copy);
  jint frames = call_walker(buffer, copy, buffer->context);
  vmthread_become(env);
  return frames;
}

// A second try: each candidate until one leads to the thread's root. Where none does, the longest stack is taken. The number of
// frames, 0 if there are none.
static jint walk_guesses(struct walk_buffer* buffer, JNIEnv* env, const ucontext_t* context, const struct guesses* guesses) {
  jint longest = 0;
  uint32_t longest_guess = 0;
  jint frames = 0;
  bool whole = false;
  for (uint32_t i = 0; i < guesses->count && !whole; i++) {
    frames = walk_guess(buffer, env, context, guesses->caller[i]);
    whole = is_whole(buffer, frames);
    if (frames > longest) {
      longest = frames;
      longest_guess = i;
    }
  }
  if (!whole && longest > 0) {
    frames = walk_guess(buffer, env, context, guesses->caller[longest_guess]);
  }
  return frames > 0 ? frames : 0;
}

// What guess.h needs to know.
static struct guess_input look(const struct walk_buffer* buffer, JNIEnv* env, const ucontext_t* context) {
  struct registers at = registers_of(context);
  return (struct guess_input){
      .at = at,
      .noted = vmthread_noted(env),
      .link = registers_link(context),
      .stack_end = buffer->stack_end,
      .stub = stubs_at(at.pc),
      .has_root = buffer->root != 0,
  };
}

// Where Java code called the VM as it calls its own stubs, the note of the last Java frame, if there is one, may be of a stub whose
// return address was replaced: the frames between are missing from there. 0 if no guess leads to the root.
static jint walk_vm_call(struct walk_buffer* buffer, JNIEnv* env, const ucontext_t* context) {
  struct guess_input input = look(buffer, env, context);
  struct guesses guesses = {.count = 0};
  guess_in_vm_call(&input, &guesses);
  jint frames = walk_guesses(buffer, env, context, &guesses);
  return is_whole(buffer, frames) ? frames : 0;
}

// The number of frames, or why there are none.
static jint recover(struct walk_buffer* buffer, JNIEnv* env, const ucontext_t* context, jint failure) {
  struct guess_input input = look(buffer, env, context);
  struct guesses guesses = {.count = 0};
  if (failure == UNKNOWN_JAVA || failure == NOT_WALKABLE_JAVA) {
    guess_in_java(&input, &guesses);
  } else if (failure == UNKNOWN_NOT_JAVA || failure == NOT_WALKABLE_NOT_JAVA) {
    guess_not_in_java(&input, &guesses);
  }
  jint frames = walk_guesses(buffer, env, context, &guesses);
  if (!is_whole(buffer, frames) && guesses.enters_root) {
    buffer->frames[0] = (struct call_frame){.bci = 0, .method = (jmethodID)buffer->root};
    return 1;
  }
  return frames > 0 ? frames : guesses.no_java_frame ? 0 : failure;
}

// The candidate that led to the root end last time, if the stack is there still as it was.
static void guess_remembered(const struct walk_buffer* buffer, uintptr_t sp, struct guesses* guesses) {
  const uintptr_t* slot = (const uintptr_t*)buffer->root_slot;
  if ((uintptr_t)slot > sp && (uintptr_t)(slot + 1) < buffer->stack_end && *slot == buffer->root_back) {
    guess_add(guesses, buffer->stack_end, registers_unsigned_return(*slot), (uintptr_t)(slot + 1), slot[-1]);
  }
}

// The frames of the first candidate whose stack is not cut and ends in the thread's root; 0 if there is none.
static jint walk_root_guesses(struct walk_buffer* buffer, JNIEnv* env, const ucontext_t* context,
                              const struct guesses* guesses) {
  for (uint32_t i = 0; i < guesses->count; i++) {
    jint frames = walk_guess(buffer, env, context, guesses->caller[i]);
    if (frames > 0 && !java_frames_cut(buffer, frames) && ends_in_root(buffer, frames)) {
      buffer->root_slot = guesses->caller[i].sp - sizeof(uintptr_t);
      buffer->root_back = *(const uintptr_t*)buffer->root_slot;
      return frames;
    }
  }
  return 0;
}

jint java_frames_root(struct walk_buffer* buffer, JNIEnv* env, const ucontext_t* context) {
  uintptr_t sp = registers_of(context).sp;
  struct guesses remembered = {.count = 0};
  guess_remembered(buffer, sp, &remembered);
  jint frames = walk_root_guesses(buffer, env, context, &remembered);
  if (frames == 0) {
    struct guesses searched = {.count = 0};
    guess_root(sp, guess_entry(sp, buffer->stack_end), &searched);
    frames = walk_root_guesses(buffer, env, context, &searched);
  }
  return frames;
}

// A native thread that attached itself calls what it likes. Guesses must not be measured by a root that it does not have.
static void learn_root(struct walk_buffer* buffer, jint frames) {
  if (ends_in_root(buffer, frames)) {
    buffer->root_seen = true;
  } else if (!buffer->root_seen) {
    buffer->root = 0;
  }
}

jint java_frames_walk(struct walk_buffer* buffer, JNIEnv* env, ucontext_t* context, bool* rootless) {
  *rootless = false;
  if (buffer->root != 0 && vmthread_in_java(env) && !code_contains(registers_of(context).pc)) {
    jint frames = walk_vm_call(buffer, env, context);
    if (frames > 0) {
      return frames;
    }
  }
  jint frames = may_walk(buffer, env, context) ? call_walker(buffer, env, context) : UNKNOWN_JAVA;
  if (frames > 0 && !java_frames_cut(buffer, frames)) {
    learn_root(buffer, frames);
  }
  if (frames < 0) {
    frames = recover(buffer, env, context, frames);
    *rootless = frames > 0 && !is_whole(buffer, frames);
  }
  return frames;
}
