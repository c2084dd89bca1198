// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "walk.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "code.h"
#include "frame.h"
#include "vmstructs.h"

// Extra words beside the Java frames: a native leaf, and the mark of a cut stack.
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

// Where a thread's last Java frame is noted, seen from its JNIEnv, which lies inside the thread object. 0 when unknown.
static int64_t last_java_sp_offset;
static int64_t last_java_pc_offset;
static int64_t last_java_fp_offset;

static void find_anchor(JNIEnv* env) {
  int64_t anchor = vmstructs_offset("JavaThread", "_anchor");
  int64_t sp = vmstructs_offset("JavaFrameAnchor", "_last_Java_sp");
  int64_t pc = vmstructs_offset("JavaFrameAnchor", "_last_Java_pc");
  int64_t fp = vmstructs_offset("JavaFrameAnchor", "_last_Java_fp");
  jclass class = (*env)->FindClass(env, "java/lang/Thread");
  jmethodID current =
      class == NULL ? NULL : (*env)->GetStaticMethodID(env, class, "currentThread", "()Ljava/lang/Thread;");
  jfieldID native = current == NULL ? NULL : (*env)->GetFieldID(env, class, "eetop", "J");
  if (anchor < 0 || sp < 0 || pc < 0 || fp < 0 || native == NULL) {
    (*env)->ExceptionClear(env);
    return;
  }
  jobject thread = (*env)->CallStaticObjectMethod(env, class, current);
  if ((*env)->ExceptionCheck(env) || thread == NULL) {
    (*env)->ExceptionClear(env);
    return;
  }
  int64_t object_from_env = (*env)->GetLongField(env, thread, native) - (int64_t)(intptr_t)env;
  last_java_sp_offset = object_from_env + anchor + sp;
  last_java_pc_offset = object_from_env + anchor + pc;
  last_java_fp_offset = object_from_env + anchor + fp;
}

const char* walk_init(JNIEnv* env) {
  void* symbol = dlsym(RTLD_DEFAULT, "AsyncGetCallTrace");
  if (symbol == NULL) {
    return "this JVM does not export AsyncGetCallTrace";
  }
  memcpy(&get_call_trace, &symbol, sizeof symbol);
  find_anchor(env);
  return NULL;
}

bool walk_buffer_ready(struct walk_buffer* buffer, uint32_t depth) {
  if (buffer->depth >= depth) {
    buffer->depth = depth;
    return true;
  }
  free(buffer->words);
  free(buffer->frames);
  buffer->words = malloc((depth + EXTRA_WORDS) * sizeof(uint64_t));
  buffer->frames = malloc((depth + 1) * sizeof(struct call_frame));
  buffer->depth = buffer->words != NULL && buffer->frames != NULL ? depth : 0;
  return buffer->depth != 0;
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

static jint walk_from(struct walk_buffer* buffer, JNIEnv* env, ucontext_t* context) {
  struct call_trace trace = {env, 0, buffer->frames};
  get_call_trace(&trace, (jint)buffer->depth + 1, context);
  return trace.frame_count;
}

// How far above the stack pointer a return address is looked for: stubs save a dozen registers and keep small tables
// there, and a leaf call into the VM has a few frames.
#define SEARCHED_WORDS 128
#define SEARCHED_WORDS_UNBOUNDED 48

// AsyncGetCallTrace's results that leave hope.
enum { UNKNOWN_NOT_JAVA = -3, NOT_WALKABLE_NOT_JAVA = -4, UNKNOWN_JAVA = -5, NOT_WALKABLE_JAVA = -6 };

// A second try for a walk that failed: from a caller of the interrupted code. Each guess is tried until one can be walked.
struct attempt {
  struct walk_buffer* buffer;
  JNIEnv* env;
  ucontext_t* context;
  bool in_java;  // the walk starts at the registers; else at the anchor
  jint frames;
};

static uintptr_t* anchor_field(JNIEnv* env, int64_t offset) {
  return (uintptr_t*)((char*)env + offset);
}

// The thread is inside the VM, where the walk starts at its note of the last Java frame. Only this thread reads the note
// while it runs; it is as before when we return.
static jint walk_from_anchor(struct attempt* attempt, struct registers caller) {
  volatile uintptr_t* sp = anchor_field(attempt->env, last_java_sp_offset);
  volatile uintptr_t* pc = anchor_field(attempt->env, last_java_pc_offset);
  volatile uintptr_t* fp = anchor_field(attempt->env, last_java_fp_offset);
  struct registers noted = {*pc, *sp, *fp};
  *fp = caller.fp;
  *pc = caller.pc;
  *sp = caller.sp;
  jint frames = walk_from(attempt->buffer, attempt->env, attempt->context);
  *sp = noted.sp;
  *pc = noted.pc;
  *fp = noted.fp;
  return frames;
}

static bool walks_from(struct attempt* attempt, uintptr_t pc, const uintptr_t* sp, uintptr_t fp) {
  struct registers caller = {pc, (uintptr_t)sp, fp};
  if (attempt->in_java) {
    set_registers(attempt->context, caller);
    attempt->frames = walk_from(attempt->buffer, attempt->env, attempt->context);
  } else {
    attempt->frames = walk_from_anchor(attempt, caller);
  }
  return attempt->frames > 0;
}

static uintptr_t words_above(const struct walk_buffer* buffer, uintptr_t sp) {
  uintptr_t end = buffer->stack_end;
  uintptr_t words = end > sp ? (end - sp) / sizeof(uintptr_t) : SEARCHED_WORDS_UNBOUNDED;
  return words > SEARCHED_WORDS ? SEARCHED_WORDS : words;
}

// Code of the VM keeps frame pointers; so do many stubs. Only one that lies just above the stack pointer is one.
static bool walks_from_frame_pointer(struct attempt* attempt, struct registers at) {
  uintptr_t end = attempt->buffer->stack_end;
  uintptr_t low = at.sp;
  uintptr_t fp = at.fp;
  for (int i = 0; i < 16 && fp >= low && fp - low < 4096 && fp % 16 == 0 && fp + 16 <= end; i++) {
    const uintptr_t* frame = (const uintptr_t*)fp;
    if (code_contains(frame[1])) {
      return walks_from(attempt, frame[1], frame + 2, frame[0]);
    }
    low = fp + 16;
    fp = frame[0];
  }
  return false;
}

#if defined(__x86_64__)
// Whether the bytes before a return address are a call, and where a direct one goes (0 if it is indirect).
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
  // call reg, call [reg], call [reg + disp8], call [reg + disp32]
  return (code[-2] == 0xFF && (code[-1] & 0x38) == 0x10) || (code[-3] == 0xFF && (code[-2] & 0xF8) == 0x50) ||
         (code[-6] == 0xFF && (code[-5] & 0xF8) == 0x90);
}

// Looks up the stack for a return address; with `stub`, only for that of a direct call to it, which leaves no doubt.
static bool walks_from_search(struct attempt* attempt, uintptr_t sp, uintptr_t fp, const struct code_stub* stub) {
  const uintptr_t* stack = (const uintptr_t*)sp;
  uintptr_t words = words_above(attempt->buffer, sp);
  for (uintptr_t i = 0; i < words; i++) {
    uintptr_t target;
    if (follows_call(stack[i], &target) && (stub == NULL || (target >= stub->start && target < stub->end)) &&
        walks_from(attempt, stack[i], stack + i + 1, i == 0 ? fp : stack[i - 1])) {
      return true;
    }
  }
  return false;
}

// A method that has not built its frame yet or has taken it down: at most the caller's rbp lies on top.
static bool walks_from_bare_frame(struct attempt* attempt, struct registers at) {
  const uintptr_t* stack = (const uintptr_t*)at.sp;
  return words_above(attempt->buffer, at.sp) > 1 &&
         ((code_contains(stack[0]) && walks_from(attempt, stack[0], stack + 1, at.fp)) ||
          (code_contains(stack[1]) && walks_from(attempt, stack[1], stack + 2, stack[0])));
}

static bool walks_in_java(struct attempt* attempt, struct registers at, const struct code_stub* stub) {
  if (stub != NULL) {
    return walks_from_search(attempt, at.sp, at.fp, stub) || walks_from_frame_pointer(attempt, at) ||
           walks_from_search(attempt, at.sp, at.fp, NULL);
  }
  return (code_contains(at.pc) && walks_from_bare_frame(attempt, at)) || walks_from_frame_pointer(attempt, at) ||
         walks_from_search(attempt, at.sp, at.fp, NULL);
}
#else
static bool walks_from_search(struct attempt* attempt, uintptr_t sp, uintptr_t fp, const struct code_stub* stub) {
  (void)attempt, (void)sp, (void)fp, (void)stub;
  return false;
}

static bool walks_in_java(struct attempt* attempt, struct registers at, const struct code_stub* stub) {
  (void)stub;
  uintptr_t link = (uintptr_t)attempt->context->uc_mcontext.regs[30];
  return (code_contains(link) && walks_from(attempt, link, (const uintptr_t*)at.sp, at.fp)) ||
         walks_from_frame_pointer(attempt, at);
}
#endif

// A compiled method's call into the VM notes its stack pointer only; the pc lies just below, where the call pushed it, and
// the VM completes the note in that way when it wants to walk. Where even that frame cannot be walked (some runtime stubs
// claim never to have a complete one), its caller can.
static bool walks_in_vm(struct attempt* attempt, struct registers at) {
  if (last_java_sp_offset == 0) {
    return false;
  }
  uintptr_t sp = *anchor_field(attempt->env, last_java_sp_offset);
  uintptr_t pc = *anchor_field(attempt->env, last_java_pc_offset);
  uintptr_t fp = *anchor_field(attempt->env, last_java_fp_offset);
  if (sp == 0) {
    // On the way in or out, with nothing noted.
    return walks_from_frame_pointer(attempt, at) || walks_from_search(attempt, at.sp, at.fp, NULL);
  }
  const uintptr_t* stack = (const uintptr_t*)sp;
  return (pc == 0 && walks_from(attempt, stack[-1], stack, fp)) || walks_from_search(attempt, sp, fp, NULL);
}

// Positive when it worked.
static jint recover(struct walk_buffer* buffer, JNIEnv* env, ucontext_t* context, jint failure, struct registers at,
                    const struct code_stub* stub) {
  struct attempt attempt = {buffer, env, context, failure == UNKNOWN_JAVA || failure == NOT_WALKABLE_JAVA, 0};
  if (attempt.in_java) {
    walks_in_java(&attempt, at, stub);
    set_registers(context, at);
  } else if (failure == UNKNOWN_NOT_JAVA || failure == NOT_WALKABLE_NOT_JAVA) {
    walks_in_vm(&attempt, at);
  }
  return attempt.frames;
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

uint32_t walk_stack(struct walk_buffer* buffer, JNIEnv* env, void* ucontext) {
  ucontext_t* context = ucontext;
  struct registers at = registers_of(context);
  const struct code_stub* stub = code_stub_at(at.pc);
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
  jint frames = walk_from(buffer, env, context);
  if (frames < 0) {
    jint recovered = recover(buffer, env, context, frames, at, stub);
    frames = recovered > 0 ? recovered : frames;
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
  if (cut) {
    buffer->words[count++] = frame_pseudo(PSEUDO_TRUNCATED);
  }
  return count;
}
