// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "walk.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "code.h"
#include "frame.h"
#include "guess.h"
#include "stubs.h"
#include "vmthread.h"

struct call_frame {
  jint bci;
  jmethodID method;
};

struct call_trace {
  JNIEnv* env;
  jint frame_count;
  struct call_frame* frames;
};

typedef void (*async_get_call_trace)(struct call_trace* trace, jint depth, void* ucontext);

static async_get_call_trace get_call_trace;

// AsyncGetCallTrace's results that leave hope.
enum { UNKNOWN_NOT_JAVA = -3, NOT_WALKABLE_NOT_JAVA = -4, UNKNOWN_JAVA = -5, NOT_WALKABLE_JAVA = -6 };

const char* walk_init(void) {
  void* symbol = dlsym(RTLD_DEFAULT, "AsyncGetCallTrace");
  if (symbol == NULL) {
    return "this JVM does not export AsyncGetCallTrace";
  }
  memcpy(&get_call_trace, &symbol, sizeof symbol);
  return NULL;
}

// The most frames that are asked for: one more than is kept tells that there are more.
static uint32_t most_frames(uint32_t depth) {
  return depth + WALK_ROOT_FRAMES + 1;
}

bool walk_buffer_ready(struct walk_buffer* buffer, uint32_t depth, enum walk_native which) {
  if (buffer->capacity < depth) {
    free(buffer->words);
    free(buffer->frames);
    buffer->words = malloc((depth + WALK_ROOT_FRAMES + WALK_EXTRA_WORDS) * sizeof(uint64_t));
    buffer->frames = malloc(most_frames(depth) * sizeof(struct call_frame));
    buffer->capacity = buffer->words != NULL && buffer->frames != NULL ? depth : 0;
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

// Not inlined: .ci/signal-safety allows a call through a pointer here and nowhere else.
__attribute__((noinline)) static jint call_walker(struct walk_buffer* buffer, JNIEnv* env, ucontext_t* context) {
  struct call_trace trace = {env, 0, buffer->frames};
  buffer->tries++;
  get_call_trace(&trace, (jint)most_frames(buffer->depth), context);
  return trace.frame_count;
}

static bool is_cut(const struct walk_buffer* buffer, jint frames) {
  return frames > 0 && (uint32_t)frames >= most_frames(buffer->depth);
}

static bool ends_in_root(const struct walk_buffer* buffer, jint frames) {
  const struct call_frame* found = buffer->frames;
  return buffer->root == 0 || (uintptr_t)found[frames - 1].method == buffer->root;
}

// Whether a walk from a guess was right: a wrong one does not arrive at the thread's root.
static bool is_whole(const struct walk_buffer* buffer, jint frames) {
  return frames > 0 && (is_cut(buffer, frames) || ends_in_root(buffer, frames));
}

// From here on AsyncGetCallTrace walks on a copy of the thread, until vmthread_become(env). Returns the copy's JNIEnv.
static JNIEnv* become_copy(struct walk_buffer* buffer, JNIEnv* env, const ucontext_t* context) {
  JNIEnv* copy = vmthread_copy(env, buffer->thread);
  memcpy(buffer->context, context, sizeof *context);
  vmthread_become(copy);
  return copy;
}

static jint walk_copy(struct walk_buffer* buffer, JNIEnv* copy, struct registers from) {
  registers_set(buffer->context, from);
  return call_walker(buffer, copy, buffer->context);
}

// A second try: each candidate until one leads to the thread's root. Where none does, the longest stack is taken; *whole says
// which it was. The number of frames, 0 if there are none.
static jint walk_guesses(struct walk_buffer* buffer, JNIEnv* env, const ucontext_t* context, const struct guesses* guesses,
                         bool* whole) {
  JNIEnv* copy = become_copy(buffer, env, context);
  jint longest = 0;
  uint32_t longest_guess = 0;
  jint frames = 0;
  *whole = false;
  for (uint32_t i = 0; i < guesses->count && !*whole; i++) {
    frames = walk_copy(buffer, copy, guesses->caller[i]);
    *whole = is_whole(buffer, frames);
    if (frames > longest) {
      longest = frames;
      longest_guess = i;
    }
  }
  if (!*whole && longest > 0) {
    frames = walk_copy(buffer, copy, guesses->caller[longest_guess]);
  }
  vmthread_become(env);
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

// Where Java code called the VM as it calls its own stubs, AsyncGetCallTrace trusts a frame pointer that may be that of a frame
// far out, and finds a stack without the frames between, or nothing. 0 if no guess leads to the root.
static jint walk_vm_call(struct walk_buffer* buffer, JNIEnv* env, const ucontext_t* context) {
  struct guess_input input = look(buffer, env, context);
  struct guesses guesses = {.count = 0};
  bool whole;
  guess_in_vm_call(&input, &guesses);
  jint frames = walk_guesses(buffer, env, context, &guesses, &whole);
  return whole ? frames : 0;
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
  bool whole;
  jint frames = walk_guesses(buffer, env, context, &guesses, &whole);
  if (!whole && guesses.enters_root) {
    *(struct call_frame*)buffer->frames = (struct call_frame){.bci = 0, .method = (jmethodID)buffer->root};
    return 1;
  }
  return frames > 0 ? frames : guesses.no_java_frame ? 0 : failure;
}

// The candidate that led to the root end last time, if the stack is there still as it was.
static void guess_remembered(const struct walk_buffer* buffer, uintptr_t sp, struct guesses* guesses) {
  const uintptr_t* slot = (const uintptr_t*)buffer->root_slot;
  if ((uintptr_t)slot > sp && (uintptr_t)(slot + 1) < buffer->stack_end && *slot == buffer->root_back) {
    guess_add(guesses, buffer->stack_end, *slot, (uintptr_t)(slot + 1), slot[-1]);
  }
}

// The frames of the first candidate whose stack is not cut and ends in the thread's root; 0 if there is none.
static jint walk_root_guesses(struct walk_buffer* buffer, JNIEnv* copy, const struct guesses* guesses) {
  for (uint32_t i = 0; i < guesses->count; i++) {
    jint frames = walk_copy(buffer, copy, guesses->caller[i]);
    if (frames > 0 && !is_cut(buffer, frames) && ends_in_root(buffer, frames)) {
      buffer->root_slot = guesses->caller[i].sp - sizeof(uintptr_t);
      buffer->root_back = *(const uintptr_t*)buffer->root_slot;
      return frames;
    }
  }
  return 0;
}

// Walks the root end of a stack that is too deep to be walked as a whole: from the frames of the oldest methods. They are
// searched for only where they are not as they were last time. The number of frames in buffer->frames, 0 if there are none that
// can be trusted.
static jint walk_root(struct walk_buffer* buffer, JNIEnv* env, const ucontext_t* context) {
  uintptr_t sp = registers_of(context).sp;
  JNIEnv* copy = become_copy(buffer, env, context);
  struct guesses remembered = {.count = 0};
  guess_remembered(buffer, sp, &remembered);
  jint frames = walk_root_guesses(buffer, copy, &remembered);
  if (frames == 0) {
    struct guesses searched = {.count = 0};
    guess_root(sp, guess_entry(sp, buffer->stack_end), &searched);
    frames = walk_root_guesses(buffer, copy, &searched);
  }
  vmthread_become(env);
  return frames;
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
  uint32_t frames = (uint32_t)walk_root(buffer, env, context);
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

// A native thread that attached itself calls what it likes. Guesses must not be measured by a root that it does not have.
static void learn_root(struct walk_buffer* buffer, jint frames) {
  if (ends_in_root(buffer, frames)) {
    buffer->root_seen = true;
  } else if (!buffer->root_seen) {
    buffer->root = 0;
  }
}

// The Java frames in buffer->frames, or why there are none. *rootless: they do not reach the thread's root.
static jint walk_java(struct walk_buffer* buffer, JNIEnv* env, ucontext_t* context, bool generated, bool* rootless) {
  *rootless = false;
  if (!generated && buffer->root != 0 && vmthread_in_java(env)) {
    jint frames = walk_vm_call(buffer, env, context);
    if (frames > 0) {
      return frames;
    }
  }
  jint frames = call_walker(buffer, env, context);
  if (frames > 0 && !is_cut(buffer, frames)) {
    learn_root(buffer, frames);
  }
  if (frames < 0) {
    frames = recover(buffer, env, context, frames);
    *rootless = frames > 0 && !is_whole(buffer, frames);
  }
  return frames;
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
  buffer->tries = 0;
  if (on_alternate_stack(context, at.sp)) {
    return only(buffer, PSEUDO_FAILED_SIGNAL_STACK);
  }
  bool generated = code_contains(at.pc);
  uint32_t count = append_leaf(buffer, context, at, env != NULL);
  if (env == NULL) {
    return count > 0 ? count : only(buffer, PSEUDO_NO_JAVA_FRAME);
  }
  bool rootless;
  jint frames = walk_java(buffer, env, context, generated, &rootless);
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
  bool fits = is_cut(buffer, frames) ? append_cut(buffer, &count, env, context)
                                     : append(buffer, &count, 0, (uint32_t)frames);
  if (!fits) {
    return only(buffer, PSEUDO_FAILED_METHOD_ID);
  }
  if (rootless) {
    buffer->words[count++] = frame_pseudo(PSEUDO_ROOT_UNKNOWN);
  }
  return count;
}
