// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Chains of frames on made-up stacks, without a JVM. Built with AddressSanitizer; a stack lies in memory of just its size, so
// that a word read outside of it ends the program. The code cache and the JVM's description of itself are made up, too.
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "chain.h"
#include "check.h"
#include "code.h"
#include "stubs.h"
#include "vmstructs.h"

// Addresses of code. Frames of COMPILED have four words, those of an adapter have no fixed size.
#define COMPILED 0x10000
#define ADAPTER 0x20000
#define UPCALL 0x28000
#define INTERPRETER 0x30000
#define CALL_STUB 0x40000
#define BARRIER 0x50000
#define CODE_END 0x60000
#define FRAME_WORDS 4

bool code_is_interpreter(uintptr_t pc) {
  return pc >= INTERPRETER && pc < CALL_STUB;
}

bool code_is_call_stub(uintptr_t pc) {
  return pc >= CALL_STUB && pc < BARRIER;
}

bool stubs_is_return_barrier(uintptr_t pc) {
  return pc >= BARRIER && pc < CODE_END;
}

bool code_has_blobs(void) {
  return true;
}

bool code_blob_at(uintptr_t pc, struct code_blob* blob) {
  if (pc < COMPILED || pc >= INTERPRETER) {
    return false;
  }
  bool compiled = pc < ADAPTER;
  *blob = (struct code_blob){compiled ? "nmethod" : pc < UPCALL ? "adapters" : "upcall_stub_(J)V", compiled ? FRAME_WORDS : 0};
  return true;
}

// The JVM's objects, as they are laid out here.
struct anchor {
  uintptr_t sp;
  uintptr_t pc;
  uintptr_t fp;
};

struct wrapper {
  uintptr_t thread;
  struct anchor anchor;
};

struct const_method {
  uintptr_t constants;
  uint16_t code_size;
};

struct method {
  uintptr_t table;
  struct const_method* const_method;
  uintptr_t entry;
};

#define WRAPPER_WORDS (sizeof(struct wrapper) / sizeof(uintptr_t))

#if defined(AS_AARCH64)
// As on this processor: the JVM does not say where the wrapper is, and return addresses can be signed.
#define WRAPPER_OFFSET (-8)
#define SIGNATURE (UINT64_C(0x2A5) << 48)
#else
#define WRAPPER_OFFSET (-6)
#define SIGNATURE 0
#endif

int64_t vmstructs_offset(const char* type, const char* field) {
  static const struct {
    const char* type;
    const char* field;
    int64_t offset;
  } known[] = {
      {"JavaCallWrapper", "_anchor", offsetof(struct wrapper, anchor)},
      {"JavaFrameAnchor", "_last_Java_sp", offsetof(struct anchor, sp)},
      {"JavaFrameAnchor", "_last_Java_pc", offsetof(struct anchor, pc)},
      {"JavaFrameAnchor", "_last_Java_fp", offsetof(struct anchor, fp)},
      {"Method", "_constMethod", offsetof(struct method, const_method)},
      {"Method", "_i2i_entry", offsetof(struct method, entry)},
      {"ConstMethod", "_code_size", offsetof(struct const_method, code_size)},
  };
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (strcmp(known[i].type, type) == 0 && strcmp(known[i].field, field) == 0) {
      return known[i].offset;
    }
  }
  return -1;
}

int64_t vmstructs_size(const char* type) {
  return strcmp(type, "JavaCallWrapper") == 0 ? (int64_t)sizeof(struct wrapper)
         : strcmp(type, "Method") == 0        ? (int64_t)sizeof(struct method)
                                              : (int64_t)sizeof(struct const_method);
}

bool vmstructs_constant(const char* name, int32_t* value) {
#if defined(AS_AARCH64)
  (void)name, (void)value;
  return false;
#else
  *value = WRAPPER_OFFSET;
  return strcmp(name, "frame::entry_frame_call_wrapper_offset") == 0;
#endif
}

#define STACK_WORDS 128
#define MOST 50

static struct method method;
static struct const_method* const_method;
static uintptr_t* stack;
static uintptr_t* end;

static uintptr_t at(const uintptr_t* word) {
  return (uintptr_t)word;
}

// A whole stack, from the oldest frame down: the VM calls a compiled method, that calls an interpreted one, whose native callee
// calls the VM, which calls a compiled method. Returns where that one's callee would be.
static struct registers two_calls(uintptr_t** first_fp, uintptr_t** second_fp, struct wrapper** second) {
  memset(stack, 0, STACK_WORDS * sizeof *stack);
  memset(&method, 0, sizeof method);
  method.const_method = const_method;
  method.entry = INTERPRETER + 8;
  const_method->code_size = 10;
  struct wrapper* first = (struct wrapper*)(end - WRAPPER_WORDS);
  *first_fp = end - 20;
  (*first_fp)[WRAPPER_OFFSET] = at((uintptr_t*)first);
  uintptr_t* compiled = end - 30;  // its caller's stack pointer
  compiled[-1] = SIGNATURE | (CALL_STUB + 4);
  compiled[-2] = at(*first_fp);
  uintptr_t* interpreted = end - 30 - FRAME_WORDS - 2;  // frame pointer
  interpreted[1] = SIGNATURE | (COMPILED + 16);
  interpreted[0] = 0x77;
  interpreted[-1] = at(interpreted + 2);
  interpreted[-3] = at((uintptr_t*)&method);
  interpreted[-8] = at((uintptr_t*)(const_method + 1)) + 4;
  *second = (struct wrapper*)(end - 60);
  (*second)->anchor = (struct anchor){at(interpreted - 12), INTERPRETER + 100, at(interpreted)};
  *second_fp = end - 70;
  (*second_fp)[WRAPPER_OFFSET] = at((uintptr_t*)*second);
  uintptr_t* leaf = end - 80;
  leaf[-1] = SIGNATURE | (CALL_STUB + 4);
  leaf[-2] = at(*second_fp);
  return (struct registers){.pc = COMPILED + 32, .sp = at(leaf - FRAME_WORDS), .fp = 0x55};
}

static struct chain_stack whole_stack(void) {
  return (struct chain_stack){.end = at(end), .continuation = 0};
}

static enum chain follow(struct registers from) {
  return chain_follow(from, whole_stack(), MOST);
}

static void a_whole_stack_is_followed_to_its_root(void) {
  uintptr_t *first_fp, *second_fp;
  struct wrapper* second;
  struct registers from = two_calls(&first_fp, &second_fp, &second);
  CHECK(follow(from) == CHAIN_WHOLE);
  // Compiled code notes its stack pointer only.
  ((uintptr_t*)second->anchor.sp)[-1] = SIGNATURE | second->anchor.pc;
  second->anchor.pc = 0;
  CHECK(follow(from) == CHAIN_WHOLE);
}

static void a_note_of_a_frame_that_is_gone_breaks_the_chain(void) {
  uintptr_t *first_fp, *second_fp;
  struct wrapper* second;
  struct registers from = two_calls(&first_fp, &second_fp, &second);
  uintptr_t* fp = (uintptr_t*)second->anchor.fp;
  // What other calls have left there since: an address on the stack, no address, memory that is not there or not readable.
  void* secret = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  const uintptr_t wrong[] = {at(fp + 4), 0, 1, 0x1000, UINTPTR_MAX - 7, (uintptr_t)secret, at((uintptr_t*)&method) + 4};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    fp[-3] = wrong[i];
    CHECK(follow(from) == CHAIN_BROKEN);
  }
  fp[-3] = at((uintptr_t*)&method);
  CHECK(follow(from) == CHAIN_WHOLE);
  method.const_method = secret;
  CHECK(follow(from) == CHAIN_BROKEN);
  method.const_method = const_method;
  method.entry = COMPILED;
  CHECK(follow(from) == CHAIN_BROKEN);
  method.entry = INTERPRETER;
  fp[-8] += const_method->code_size;  // not in this method's bytecode
  CHECK(follow(from) == CHAIN_BROKEN);
  const_method->code_size = 0;  // a native method has none
  fp[-8] = 0;
  CHECK(follow(from) == CHAIN_WHOLE);
  munmap(secret, 4096);
}

static void notes_and_frame_pointers_lie_above_what_was_called_later(void) {
  uintptr_t *first_fp, *second_fp;
  struct wrapper* second;
  struct registers from = two_calls(&first_fp, &second_fp, &second);
  struct anchor good = second->anchor;
  const uintptr_t wrong[] = {1, at(second_fp), from.sp, at(end), at(end) + 8, good.sp + 4, UINTPTR_MAX - 7};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    second->anchor.sp = wrong[i];
    CHECK(follow(from) == CHAIN_BROKEN);
    second->anchor = good;
    second->anchor.fp = wrong[i];
    CHECK(follow(from) == CHAIN_BROKEN);
    second->anchor = good;
    second_fp[WRAPPER_OFFSET] = wrong[i];
    CHECK(follow(from) == CHAIN_BROKEN);
    second_fp[WRAPPER_OFFSET] = at((uintptr_t*)second);
  }
  CHECK(follow(from) == CHAIN_WHOLE);
}

static void a_word_that_is_no_return_address_breaks_the_chain(void) {
  uintptr_t *first_fp, *second_fp;
  struct wrapper* second;
  struct registers from = two_calls(&first_fp, &second_fp, &second);
  uintptr_t* back = (uintptr_t*)from.sp + FRAME_WORDS - 1;
  const uintptr_t wrong[] = {0, 1, at(end), ADAPTER, CODE_END, UINTPTR_MAX};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    *back = wrong[i];
    CHECK(follow(from) == CHAIN_BROKEN);
  }
}

static void a_chain_never_leaves_the_stack(void) {
  memset(stack, 0, STACK_WORDS * sizeof *stack);
  for (uintptr_t* sp = stack; sp < end; sp++) {
    for (int kind = 0; kind < 3; kind++) {
      const uintptr_t pcs[] = {COMPILED, INTERPRETER, CALL_STUB};
      for (uintptr_t fp = at(sp) - 64; fp <= at(end) + 64; fp += 8) {
        CHECK(follow((struct registers){pcs[kind], at(sp), fp}) == CHAIN_BROKEN);
      }
    }
  }
  CHECK(follow((struct registers){COMPILED, at(end), 0}) == CHAIN_BROKEN);
  CHECK(follow((struct registers){COMPILED, at(stack) + 1, 0}) == CHAIN_BROKEN);
  CHECK(chain_follow((struct registers){COMPILED, at(stack), 0}, (struct chain_stack){.end = 0}, MOST) == CHAIN_BROKEN);
}

static void so_many_frames_are_enough(void) {
  memset(stack, 0, STACK_WORDS * sizeof *stack);
  for (size_t i = FRAME_WORDS - 1; i < STACK_WORDS; i += FRAME_WORDS) {
    stack[i] = COMPILED;
  }
  struct registers from = {COMPILED, at(stack), 0};
  CHECK(chain_follow(from, whole_stack(), STACK_WORDS / FRAME_WORDS - 1) == CHAIN_WHOLE);
  CHECK(chain_follow(from, whole_stack(), STACK_WORDS / FRAME_WORDS + 1) == CHAIN_BROKEN);
}

static void an_interpreted_frame_that_points_at_itself_ends(void) {
  memset(stack, 0, STACK_WORDS * sizeof *stack);
  uintptr_t* fp = stack + 20;
  fp[1] = INTERPRETER;
  fp[0] = at(fp);
  fp[-1] = at(fp + 2);
  CHECK(chain_follow((struct registers){INTERPRETER, at(stack), at(fp)}, whole_stack(), UINT32_MAX) == CHAIN_BROKEN);
}

static void adapters_move_the_stack_pointer_of_a_compiled_caller(void) {
  memset(stack, 0, STACK_WORDS * sizeof *stack);
  uintptr_t* interpreted = stack + 20;
  interpreted[1] = COMPILED + 16;
  uintptr_t* unextended = interpreted + 2 + 6;  // six words of arguments for the interpreter
  interpreted[-1] = at(unextended);
  unextended[FRAME_WORDS - 1] = BARRIER;
  struct registers from = {INTERPRETER, at(stack), at(interpreted)};
  struct chain_stack mounted = {.end = at(end), .continuation = at(end - 8)};
  CHECK(chain_follow(from, mounted, MOST) == CHAIN_WHOLE);
  interpreted[-1] = at(unextended + 1);
  CHECK(chain_follow(from, mounted, MOST) == CHAIN_BROKEN);
  interpreted[-1] = at(stack) - FRAME_WORDS * sizeof(uintptr_t);
  CHECK(chain_follow(from, mounted, MOST) == CHAIN_BROKEN);
  interpreted[-1] = UINTPTR_MAX - 7;
  CHECK(chain_follow(from, mounted, MOST) == CHAIN_BROKEN);
}

static void an_interpreted_caller_needs_no_stack_pointer(void) {
  memset(stack, 0, STACK_WORDS * sizeof *stack);
  uintptr_t* callee = stack + 20;
  uintptr_t* caller = stack + 40;
  callee[1] = INTERPRETER + 8;
  callee[0] = at(caller);
  callee[-1] = at(callee - 4);
  caller[1] = COMPILED;
  caller[-1] = at(caller + 2);
  caller[2 + FRAME_WORDS - 1] = UPCALL;
  CHECK(follow((struct registers){INTERPRETER, at(stack), at(callee)}) == CHAIN_TO_UPCALL);
}

static void a_virtual_thread_must_be_mounted(void) {
  memset(stack, 0, STACK_WORDS * sizeof *stack);
  stack[FRAME_WORDS - 1] = BARRIER + 4;
  struct registers from = {COMPILED, at(stack), 0};
  const uintptr_t entries[] = {0, at(stack), at(stack + FRAME_WORDS), at(end), at(end) + 8};
  for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
    CHECK(chain_follow(from, (struct chain_stack){at(end), entries[i]}, MOST) == CHAIN_BROKEN);
  }
  CHECK(chain_follow(from, (struct chain_stack){at(end), at(stack + FRAME_WORDS + 1)}, MOST) == CHAIN_WHOLE);
}

static uint64_t next_random(uint64_t* state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return *state >> 33;
}

// What chance puts there: AddressSanitizer watches where it leads.
static void whatever_lies_there_nothing_else_is_read(void) {
  const uintptr_t code[] = {COMPILED, ADAPTER, UPCALL, INTERPRETER, CALL_STUB, BARRIER};
  uint64_t state = 1;
  uint32_t whole = 0;
  for (int round = 0; round < 200000; round++) {
    for (size_t i = 0; i < STACK_WORDS; i++) {
      uint64_t chance = next_random(&state) % 8;
      stack[i] = chance == 0   ? 0
                 : chance == 1 ? next_random(&state)
                 : chance < 5  ? at(stack + next_random(&state) % (STACK_WORDS + 2))
                               : code[next_random(&state) % 6] + next_random(&state) % 64;
    }
    struct registers from = {code[next_random(&state) % 6], at(stack + next_random(&state) % STACK_WORDS),
                             at(stack + next_random(&state) % (STACK_WORDS + 2))};
    whole += chain_follow(from, (struct chain_stack){at(end), at(end - 4)}, MOST) == CHAIN_WHOLE;
  }
  CHECK(whole > 0);
}

static void native_code_that_called_java_ends_a_chain(void) {
  memset(stack, 0, STACK_WORDS * sizeof *stack);
  stack[FRAME_WORDS - 1] = UPCALL + 4;
  CHECK(follow((struct registers){COMPILED, at(stack), 0}) == CHAIN_TO_UPCALL);
}

int main(void) {
  stack = malloc(STACK_WORDS * sizeof *stack);
  end = stack + STACK_WORDS;
  const_method = calloc(1, sizeof *const_method + 10);
  CHECK(chain_init());
  a_whole_stack_is_followed_to_its_root();
  a_note_of_a_frame_that_is_gone_breaks_the_chain();
  notes_and_frame_pointers_lie_above_what_was_called_later();
  a_word_that_is_no_return_address_breaks_the_chain();
  a_chain_never_leaves_the_stack();
  so_many_frames_are_enough();
  an_interpreted_frame_that_points_at_itself_ends();
  adapters_move_the_stack_pointer_of_a_compiled_caller();
  an_interpreted_caller_needs_no_stack_pointer();
  a_virtual_thread_must_be_mounted();
  native_code_that_called_java_ends_a_chain();
  whatever_lies_there_nothing_else_is_read();
  return check_result();
}
