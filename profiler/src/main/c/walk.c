// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "walk.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "code.h"
#include "frame.h"
#include "stubs.h"
#include "vmthread.h"

// Extra words beside the Java frames: a native leaf, and the mark of a stack without its root.
#define EXTRA_WORDS 2

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

const char* walk_init(void) {
  void* symbol = dlsym(RTLD_DEFAULT, "AsyncGetCallTrace");
  if (symbol == NULL) {
    return "this JVM does not export AsyncGetCallTrace";
  }
  memcpy(&get_call_trace, &symbol, sizeof symbol);
  return NULL;
}

bool walk_buffer_ready(struct walk_buffer* buffer, uint32_t depth) {
  if (buffer->capacity < depth) {
    free(buffer->words);
    free(buffer->frames);
    buffer->words = malloc((depth + EXTRA_WORDS) * sizeof(uint64_t));
    buffer->frames = malloc((depth + 1) * sizeof(struct call_frame));
    buffer->capacity = buffer->words != NULL && buffer->frames != NULL ? depth : 0;
  }
  buffer->depth = depth;
  return buffer->capacity >= depth;
}

struct registers {
  uintptr_t pc;
  uintptr_t sp;
  uintptr_t fp;
};

static struct registers registers_of(const ucontext_t* context) {
#if defined(__x86_64__)
  const greg_t* r = context->uc_mcontext.gregs;
  return (struct registers){(uintptr_t)r[REG_RIP], (uintptr_t)r[REG_RSP], (uintptr_t)r[REG_RBP]};
#elif defined(__aarch64__)
  const mcontext_t* m = &context->uc_mcontext;
  return (struct registers){(uintptr_t)m->pc, (uintptr_t)m->sp, (uintptr_t)m->regs[29]};
#else
#error "no register layout for this processor"
#endif
}

static void set_registers(ucontext_t* context, struct registers to) {
#if defined(__x86_64__)
  greg_t* r = context->uc_mcontext.gregs;
  r[REG_RIP] = (greg_t)to.pc;
  r[REG_RSP] = (greg_t)to.sp;
  r[REG_RBP] = (greg_t)to.fp;
#else
  mcontext_t* m = &context->uc_mcontext;
  m->pc = to.pc;
  m->sp = to.sp;
  m->regs[29] = to.fp;
#endif
}

// Not inlined: .ci/signal-safety allows a call through a pointer here and nowhere else.
__attribute__((noinline)) static jint walk_from(struct walk_buffer* buffer, JNIEnv* env, ucontext_t* context) {
  struct call_trace trace = {env, 0, buffer->frames};
  get_call_trace(&trace, (jint)buffer->depth + 1, context);
  return trace.frame_count;
}

// How far above the stack pointer a return address is looked for: some stubs save all registers there, vector registers
// included, and a leaf call into the VM has a few frames.
#define SEARCHED_WORDS 256
#define SEARCHED_WORDS_UNBOUNDED 48

// AsyncGetCallTrace's results that leave hope.
enum { NOT_TRIED = 0, UNKNOWN_NOT_JAVA = -3, NOT_WALKABLE_NOT_JAVA = -4, UNKNOWN_JAVA = -5, NOT_WALKABLE_JAVA = -6 };

// A second try for a walk that failed: from a caller of the interrupted code. Each guess is tried until one leads to the
// thread's root: a return address that an earlier call left behind can look right and lead astray a few frames on. Where
// none does, the longest stack is taken.
struct attempt {
  struct walk_buffer* buffer;
  JNIEnv* env;
  ucontext_t* context;
  bool from_anchor;  // AsyncGetCallTrace starts at the thread's note of its last Java frame if there is one; else at the registers
  jint longest;
  struct registers longest_from;
  bool no_java_frame;
  bool enters_root;  // the thread's first Java method has no frame yet
};

// Only this thread reads the note while it runs; it is as before when we return.
static jint walk_from_anchor(struct attempt* attempt, struct registers caller) {
  struct vmthread_anchor anchor = vmthread_anchor(attempt->env);
  struct registers noted = {.pc = *anchor.pc, .sp = *anchor.sp, .fp = *anchor.fp};
  *anchor.fp = caller.fp;
  *anchor.pc = caller.pc;
  *anchor.sp = caller.sp;
  jint frames = walk_from(attempt->buffer, attempt->env, attempt->context);
  *anchor.sp = noted.sp;
  *anchor.pc = noted.pc;
  *anchor.fp = noted.fp;
  return frames;
}

static jint walk_again(struct attempt* attempt, struct registers caller) {
  if (attempt->from_anchor) {
    return walk_from_anchor(attempt, caller);
  }
  set_registers(attempt->context, caller);
  return walk_from(attempt->buffer, attempt->env, attempt->context);
}

static bool reaches_root(const struct walk_buffer* buffer, jint frames) {
  const struct call_frame* found = buffer->frames;
  return (uint32_t)frames > buffer->depth || buffer->root == 0 || (uintptr_t)found[frames - 1].method == buffer->root;
}

// The interpreter finds everything through its frame pointer, and AsyncGetCallTrace follows it unseen when the thread is not
// in Java: a guess with a wrong one would crash.
static bool has_frame_pointer(const struct walk_buffer* buffer, uintptr_t sp, uintptr_t fp) {
  return fp > sp && fp % sizeof(uintptr_t) == 0 && fp + 2 * sizeof(uintptr_t) <= buffer->stack_end;
}

static bool walks_from(struct attempt* attempt, uintptr_t pc, const uintptr_t* sp, uintptr_t fp) {
  if (stubs_is_interpreter(pc) && !has_frame_pointer(attempt->buffer, (uintptr_t)sp, fp)) {
    return false;
  }
  // The line and the inlined methods of compiled code are those of the call, not of what follows it. A call to a stub has no
  // debug information of its own at the return address.
  uintptr_t call = stubs_at(pc) == NULL ? pc - 1 : pc;
  struct registers caller = {call, (uintptr_t)sp, fp};
  jint frames = walk_again(attempt, caller);
  if (frames > attempt->longest) {
    attempt->longest = frames;
    attempt->longest_from = caller;
  }
  if (frames <= 0 || !reaches_root(attempt->buffer, frames)) {
    return false;
  }
  attempt->longest = frames;
  return true;
}

// Code of the VM keeps frame pointers; so do many stubs. Only one that lies just above the stack pointer is one.
static bool walks_from_frame_pointer(struct attempt* attempt, struct registers at) {
  uintptr_t end = attempt->buffer->stack_end;
  uintptr_t low = at.sp;
  uintptr_t fp = at.fp;
  for (int i = 0; i < 16 && fp >= low && fp - low < 4096 && fp % 8 == 0 && fp + 16 <= end; i++) {
    const uintptr_t* frame = (const uintptr_t*)fp;
    if (code_contains(frame[1])) {
      return walks_from(attempt, frame[1], frame + 2, frame[0]);
    }
    low = fp + 16;
    fp = frame[0];
  }
  return false;
}

static bool walks_from_search(struct attempt* attempt, uintptr_t sp, uintptr_t fp, const struct stub* stub);

// A compiled method's call into the VM notes its stack pointer only; the pc lies just below, where the call pushed it, and
// the VM completes the note in that way when it wants to walk. Where even that frame cannot be walked (some runtime stubs
// claim never to have a complete one), its caller can.
static bool walks_in_vm(struct attempt* attempt) {
  struct vmthread_anchor anchor = vmthread_anchor(attempt->env);
  uintptr_t sp = *anchor.sp;
  uintptr_t pc = *anchor.pc;
  uintptr_t fp = *anchor.fp;
  if (sp == 0) {
    // The note is set before a thread leaves Java and cleared after it is back: this one has not been there.
    attempt->no_java_frame = true;
    return false;
  }
  const uintptr_t* stack = (const uintptr_t*)sp;
  const struct stub* stub = stubs_at(pc == 0 ? stack[-1] : pc);
  if (pc == 0 && walks_from(attempt, stack[-1], stack, fp)) {
    return true;
  }
  // A stub that notes all of its frame may have put another return address there than that of the call to it.
  const uintptr_t* frame = (const uintptr_t*)fp;
  if (stub != NULL && has_frame_pointer(attempt->buffer, sp - sizeof sp, fp) && code_contains(frame[1]) &&
      walks_from(attempt, frame[1], frame + 2, frame[0])) {
    return true;
  }
  return (stub != NULL && walks_from_search(attempt, sp, fp, stub)) || walks_from_search(attempt, sp, fp, NULL);
}

#if defined(__x86_64__)
static uintptr_t words_above(const struct walk_buffer* buffer, uintptr_t sp) {
  uintptr_t end = buffer->stack_end;
  uintptr_t words = end > sp ? (end - sp) / sizeof(uintptr_t) : SEARCHED_WORDS_UNBOUNDED;
  return words > SEARCHED_WORDS ? SEARCHED_WORDS : words;
}

// Whether the bytes before a return address are a call, and where it goes (0 if only the registers knew).
static bool follows_call(uintptr_t back, uintptr_t* target) {
  *target = 0;
  if (!code_readable_before(back)) {
    return false;
  }
  const uint8_t* code = (const uint8_t*)back;
  if (code[-5] == 0xE8) {
    int32_t distance;
    memcpy(&distance, code - 4, sizeof distance);
    *target = back + (uintptr_t)(intptr_t)distance;
    return true;
  }
  // mov r10, address; call r10
  if (code[-13] == 0x49 && code[-12] == 0xBA && code[-3] == 0x41 && code[-2] == 0xFF && code[-1] == 0xD2) {
    memcpy(target, code - 11, sizeof *target);
    return true;
  }
  // call reg, call [reg], call [reg + disp8], call [reg + disp32]
  return (code[-2] == 0xFF && (code[-1] & 0x38) == 0x10) || (code[-3] == 0xFF && (code[-2] & 0xF8) == 0x50) ||
         (code[-6] == 0xFF && (code[-5] & 0xF8) == 0x90);
}

// Looks up the stack for a return address; with `stub`, only for that of a call to it, which leaves no doubt.
static bool walks_from_search(struct attempt* attempt, uintptr_t sp, uintptr_t fp, const struct stub* stub) {
  const uintptr_t* stack = (const uintptr_t*)sp;
  uintptr_t words = words_above(attempt->buffer, sp);
  bool code_seen = false;
  for (uintptr_t i = 0; i < words; i++) {
    uintptr_t target;
    code_seen |= code_contains(stack[i]);
    bool called = follows_call(stack[i], &target) && (stub == NULL || (target >= stub->start && target < stub->end));
    // The interpreter jumps and leaves a return address of its own, which counts only with its frame pointer below.
    bool interpreted = stub == NULL && i > 0 && stubs_is_interpreter(stack[i]);
    if ((called || interpreted) && walks_from(attempt, stack[i], stack + i + 1, i == 0 ? fp : stack[i - 1])) {
      return true;
    }
  }
  // A thread that is just about to enter Java for the first time.
  attempt->no_java_frame = !code_seen && (uintptr_t)(stack + words) == attempt->buffer->stack_end;
  return false;
}

// A method that has not built its frame yet or has taken it down: at most the caller's rbp lies on top. A young thread
// spends its time just there: the first touch of its stack is a page fault.
static bool walks_from_bare_frame(struct attempt* attempt, struct registers at) {
  const uintptr_t* stack = (const uintptr_t*)at.sp;
  if (words_above(attempt->buffer, at.sp) < 2) {
    return false;
  }
  if ((code_contains(stack[0]) && walks_from(attempt, stack[0], stack + 1, at.fp)) ||
      (code_contains(stack[1]) && walks_from(attempt, stack[1], stack + 2, stack[0]))) {
    return true;
  }
  // Called by the VM, and no Java frame below.
  attempt->enters_root = attempt->buffer->root != 0 && (stubs_is_call_stub(stack[0]) || stubs_is_call_stub(stack[1]));
  return attempt->enters_root;
}

// A function without a frame of its own, or at its first or last instructions.
static bool walks_from_leaf_call(struct attempt* attempt, struct registers at) {
  const uintptr_t* stack = (const uintptr_t*)at.sp;
  if (words_above(attempt->buffer, at.sp) < 2) {
    return false;
  }
  for (int i = 0; i < 2; i++) {
    uintptr_t target;
    if (follows_call(stack[i], &target) && !code_contains(target)) {
      return walks_from(attempt, stack[i], stack + i + 1, i == 0 ? at.fp : stack[0]);
    }
  }
  return false;
}

// A function of the VM that was called without leaving Java. Where a stub called it, it may have noted its frame.
static bool walks_from_vm_call(struct attempt* attempt, struct registers at) {
  return (attempt->from_anchor && walks_in_vm(attempt)) || walks_from_leaf_call(attempt, at) ||
         walks_from_frame_pointer(attempt, at);
}

static bool walks_in_java(struct attempt* attempt, struct registers at, const struct stub* stub) {
  if (stub != NULL && stub->returns == RETURNS_FOR_CALLER && walks_from_bare_frame(attempt, at)) {
    return true;
  }
  if (stub != NULL && stub->returns != RETURNS_TO_CALL) {
    return walks_from_frame_pointer(attempt, at) || walks_from_search(attempt, at.sp, at.fp, NULL);
  }
  if (stub != NULL) {
    return walks_from_search(attempt, at.sp, at.fp, stub) || walks_from_frame_pointer(attempt, at) ||
           walks_from_search(attempt, at.sp, at.fp, NULL);
  }
  bool near = code_contains(at.pc) ? walks_from_bare_frame(attempt, at) || walks_from_frame_pointer(attempt, at)
                                   : walks_from_vm_call(attempt, at);
  return near || walks_from_search(attempt, at.sp, at.fp, NULL);
}
#else
static bool walks_from_search(struct attempt* attempt, uintptr_t sp, uintptr_t fp, const struct stub* stub) {
  (void)attempt, (void)sp, (void)fp, (void)stub;
  return false;
}

static bool walks_from_vm_call(struct attempt* attempt, struct registers at) {
  (void)attempt, (void)at;
  return false;
}

static bool walks_in_java(struct attempt* attempt, struct registers at, const struct stub* stub) {
  (void)stub;
  uintptr_t link = (uintptr_t)attempt->context->uc_mcontext.regs[30];
  return (code_contains(link) && walks_from(attempt, link, (const uintptr_t*)at.sp, at.fp)) ||
         walks_from_frame_pointer(attempt, at);
}
#endif

// The number of frames, or why there are none.
static jint recover(struct walk_buffer* buffer, JNIEnv* env, ucontext_t* context, jint failure, struct registers at,
                    const struct stub* stub) {
  struct attempt attempt = {
      .buffer = buffer,
      .env = env,
      .context = context,
      .from_anchor = *vmthread_anchor(env).sp != 0,
  };
  bool whole = true;
  if (failure == NOT_TRIED || failure == UNKNOWN_JAVA || failure == NOT_WALKABLE_JAVA) {
    whole = failure == NOT_TRIED ? walks_from_vm_call(&attempt, at) : walks_in_java(&attempt, at, stub);
  } else if (failure == UNKNOWN_NOT_JAVA || failure == NOT_WALKABLE_NOT_JAVA) {
    whole = walks_in_vm(&attempt);
  }
  if (!whole && failure == NOT_TRIED) {
    attempt.longest = 0;
  } else if (!whole && attempt.longest > 0) {
    attempt.longest = walk_again(&attempt, attempt.longest_from);
  }
  set_registers(context, at);
  if (attempt.enters_root) {
    *(struct call_frame*)buffer->frames = (struct call_frame){.bci = 0, .method = (jmethodID)buffer->root};
    return 1;
  }
  return attempt.longest > 0 ? attempt.longest : attempt.no_java_frame ? 0 : failure;
}

static bool append_java(struct walk_buffer* buffer, uint32_t* count, uint32_t depth) {
  const struct call_frame* frames = buffer->frames;
  for (uint32_t i = 0; i < depth; i++) {
    uintptr_t method = (uintptr_t)frames[i].method;
    if (!frame_fits(method)) {
      return false;
    }
    buffer->words[(*count)++] = frame_java(method, frames[i].bci);
  }
  return true;
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

uint32_t walk_stack(struct walk_buffer* buffer, JNIEnv* env, void* ucontext) {
  ucontext_t* context = ucontext;
  struct registers at = registers_of(context);
  if (on_alternate_stack(context, at.sp)) {
    return only(buffer, PSEUDO_FAILED_SIGNAL_STACK);
  }
  const struct stub* stub = stubs_at(at.pc);
  bool generated = code_contains(at.pc);
  uint32_t count = 0;
  if (stub != NULL) {
    buffer->words[count++] = frame_native(stub->start);
  } else if (!generated || env == NULL) {
    buffer->words[count++] = frame_native(at.pc);
  }
  if (env == NULL) {
    return count;
  }
  jint frames = 0;
  // Where compiled code called the VM as it calls its own stubs, AsyncGetCallTrace trusts a frame pointer that may be that of
  // a frame far out, and finds a stack without the frames between, or nothing.
  if (!generated && buffer->root != 0 && vmthread_in_java(env)) {
    frames = recover(buffer, env, context, NOT_TRIED, at, NULL);
  }
  if (frames <= 0) {
    frames = walk_from(buffer, env, context);
  }
  bool rootless = false;
  if (frames < 0) {
    frames = recover(buffer, env, context, frames, at, stub);
    rootless = frames > 0 && !reaches_root(buffer, frames);
  }
  if (frames < 0) {
    return only(buffer, PSEUDO_FAILED + (uint32_t)-frames);
  }
  if (frames == 0) {
    if (count == 0) {
      buffer->words[count++] = frame_native(at.pc);
    }
    buffer->words[count++] = frame_pseudo(PSEUDO_NO_JAVA_FRAME);
    return count;
  }
  bool cut = (uint32_t)frames > buffer->depth;
  if (!append_java(buffer, &count, cut ? buffer->depth : (uint32_t)frames)) {
    return only(buffer, PSEUDO_FAILED_METHOD_ID);
  }
  if (cut || rootless) {
    buffer->words[count++] = frame_pseudo(cut ? PSEUDO_TRUNCATED : PSEUDO_ROOT_UNKNOWN);
  }
  return count;
}
