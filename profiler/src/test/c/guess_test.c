// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The guesses on made-up stacks, without a JVM. Built with AddressSanitizer for each processor; a stack lies in memory of just
// its size, so that a word read outside of it ends the program. The code cache is an array, with a stub, the interpreter and
// the call stub in places of their own.
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "code.h"
#include "frame.h"
#include "guess.h"
#include "stubs.h"

// The code cache: methods from 0, the stub from 2048, the interpreter from 3072, the call stub from 3584.
#define CODE_BYTES 4096
#define FRAME_WORDS 6
#define STUB 2048
#define INTERPRETER 3072
#define CALL_STUB 3584
static _Alignas(16) unsigned char code[CODE_BYTES];
static struct stub stub = {.name = "some stub", .returns = RETURNS_TO_CALL};

static uintptr_t code_at(uintptr_t offset) {
  return (uintptr_t)code + offset;
}

bool code_contains(uintptr_t pc) {
  return pc >= code_at(0) && pc < code_at(CODE_BYTES);
}

bool code_readable_before(uintptr_t pc) {
  return pc >= code_at(16) && pc < code_at(CODE_BYTES);
}

const struct stub* stubs_at(uintptr_t pc) {
  return pc >= stub.start && pc < stub.end ? &stub : NULL;
}

bool code_is_interpreter(uintptr_t pc) {
  return pc >= code_at(INTERPRETER) && pc < code_at(CALL_STUB);
}

bool code_is_call_stub(uintptr_t pc) {
  return pc >= code_at(CALL_STUB) && pc < code_at(CODE_BYTES);
}

bool code_blob_at(uintptr_t pc, struct code_blob* blob) {
  *blob = (struct code_blob){"nmethod", FRAME_WORDS};
  return pc >= code_at(0) && pc < code_at(STUB);
}

// Puts a direct call before `back`.
static uintptr_t call_before(uintptr_t back, uintptr_t target) {
  unsigned char* after = code + back;
#if defined(AS_AARCH64)
  uint32_t bl = 0x94000000u | (((uint32_t)(target - (back - 4)) >> 2) & 0x03FFFFFFu);
  memcpy(after - 4, &bl, 4);
#else
  int32_t distance = (int32_t)target - (int32_t)back;
  after[-5] = 0xE8;
  memcpy(after - 4, &distance, 4);
#endif
  return code_at(back);
}

static void fresh_code(void) {
  memset(code, 0, sizeof code);
  stub.start = code_at(STUB);
  stub.end = code_at(INTERPRETER);
  stub.returns = RETURNS_TO_CALL;
}

struct made_up {
  uintptr_t* words;
  uintptr_t sp;
  uintptr_t end;
};

static struct made_up stack_of(size_t words) {
  uintptr_t* memory = calloc(words, sizeof *memory);
  return (struct made_up){memory, (uintptr_t)memory, (uintptr_t)(memory + words)};
}

static struct guess_input in_method(const struct made_up* stack) {
  return (struct guess_input){
      .at = {.pc = code_at(100), .sp = stack->sp}, .stack_end = stack->end, .stub = NULL, .has_root = true};
}

static struct guess_input in_stub(const struct made_up* stack) {
  struct guess_input input = in_method(stack);
  input.at.pc = code_at(STUB + 8);
  input.stub = &stub;
  return input;
}

static bool is(struct registers found, uintptr_t pc, const uintptr_t* sp, uintptr_t fp) {
  return found.pc == pc && found.sp == (uintptr_t)sp && found.fp == fp;
}

static void a_call_of_the_stub_comes_first(void) {
  fresh_code();
  struct made_up stack = stack_of(12);
  stack.words[3] = call_before(400, 800);  // left behind by an earlier call
  stack.words[7] = call_before(500, STUB);
  struct guess_input input = in_stub(&stack);
  struct guesses guesses = {.count = 0};
  guess_search(&input, &guesses, stack.sp, 0, &stub);
  CHECK(guesses.count == 1);
  CHECK(is(guesses.caller[0], code_at(500) - 1, stack.words + 8, 0));
  guesses.count = 0;
  guess_in_java(&input, &guesses);
  CHECK(guesses.count == 2);
  free(stack.words);
}

static void a_frame_record_leads_to_the_caller(void) {
  fresh_code();
  struct made_up stack = stack_of(16);
  stack.words[2] = (uintptr_t)(stack.words + 6);  // two frames of the VM, then a method
  stack.words[3] = 0x1234;
  stack.words[6] = 0x5678;
  stack.words[7] = code_at(600);
  struct guess_input input = in_method(&stack);
  input.at.pc = 0x1000;
  input.at.fp = (uintptr_t)(stack.words + 2);
  struct guesses guesses = {.count = 0};
  guess_in_vm_call(&input, &guesses);
#if defined(AS_AARCH64)
  // The record lies at the low end of a frame of unknown size.
  CHECK(guesses.count == 5);
#else
  CHECK(guesses.count == 1);
#endif
  for (uint32_t i = 0; i < guesses.count; i++) {
    CHECK(is(guesses.caller[i], code_at(600) - 1, stack.words + 8 + 2 * i, 0x5678));
  }
  // The JVM's own code has it at the high end.
  input.at.pc = code_at(STUB + 8);
  input.stub = &stub;
  guesses.count = 0;
  guess_in_java(&input, &guesses);
  CHECK(guesses.count == 1);
  CHECK(is(guesses.caller[0], code_at(600) - 1, stack.words + 8, 0x5678));
  free(stack.words);
}

static void frame_pointers_that_are_none_lead_nowhere(void) {
  fresh_code();
  struct made_up stack = stack_of(8);
  struct guess_input input = in_method(&stack);
  input.at.pc = 0x1000;
  const uintptr_t wrong[] = {0, 1, stack.sp - 8, stack.sp + 3, stack.end - 8, stack.end, stack.end + 64, UINTPTR_MAX - 7};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    input.at.fp = wrong[i];
    struct guesses guesses = {.count = 0};
    guess_in_vm_call(&input, &guesses);
    CHECK(guesses.count == 0);
  }
  stack.words[1] = stack.sp + 8;  // points at itself
  input.at.fp = stack.sp + 8;
  struct guesses guesses = {.count = 0};
  guess_in_vm_call(&input, &guesses);
  CHECK(guesses.count == 0);
  free(stack.words);
}

static void the_interpreter_needs_its_frame_pointer(void) {
  fresh_code();
  struct made_up stack = stack_of(12);
  stack.words[4] = 7;
  stack.words[5] = code_at(INTERPRETER + 40);
  struct guess_input input = in_method(&stack);
  input.at.pc = 0x1000;
  struct guesses guesses = {.count = 0};
  guess_search(&input, &guesses, stack.sp, 0, NULL);
  CHECK(guesses.count == 0);
  stack.words[4] = (uintptr_t)(stack.words + 9);
  guess_search(&input, &guesses, stack.sp, 0, NULL);
  CHECK(guesses.count == 1);
  CHECK(is(guesses.caller[0], code_at(INTERPRETER + 40) - 1, stack.words + 6, (uintptr_t)(stack.words + 9)));
  free(stack.words);
}

static void without_a_note_there_is_no_java_frame(void) {
  fresh_code();
  struct made_up stack = stack_of(4);
  struct guess_input input = in_method(&stack);
  struct guesses guesses = {.count = 0};
  guess_not_in_java(&input, &guesses);
  CHECK(guesses.count == 0);
  CHECK(guesses.no_java_frame);
  free(stack.words);
}

static void a_note_without_a_pc_is_completed_from_the_stack(void) {
  fresh_code();
  struct made_up stack = stack_of(12);
  stack.words[3] = code_at(STUB + 20);
  stack.words[6] = call_before(700, STUB);
  struct guess_input input = in_method(&stack);
  input.noted = (struct registers){.sp = (uintptr_t)(stack.words + 4)};
  struct guesses guesses = {.count = 0};
  guess_not_in_java(&input, &guesses);
  CHECK(guesses.count == 2);
  // A return address into a stub has debug information of its own.
  CHECK(is(guesses.caller[0], code_at(STUB + 20), stack.words + 4, 0));
  CHECK(is(guesses.caller[1], code_at(700) - 1, stack.words + 7, 0));
  free(stack.words);
}

static void a_stack_without_code_has_no_java_frame(void) {
  fresh_code();
  struct made_up stack = stack_of(40);
  struct guess_input input = in_method(&stack);
  input.at.pc = 0x1000;
  struct guesses guesses = {.count = 0};
  guess_in_java(&input, &guesses);
  CHECK(guesses.no_java_frame);
  // Where the search ends before the stack does, nobody knows.
  struct made_up large = stack_of(2 * GUESS_SEARCHED_WORDS);
  input = in_method(&large);
  input.at.pc = 0x1000;
  guesses = (struct guesses){.count = 0};
  guess_in_java(&input, &guesses);
  CHECK(!guesses.no_java_frame);
  free(large.words);
  free(stack.words);
}

// Each word is the return address of another call.
static struct made_up stack_of_calls(size_t words) {
  struct made_up stack = stack_of(words);
  for (size_t i = 0; i < words; i++) {
    stack.words[i] = call_before(100 + 12 * (i % 100), 64);
  }
  return stack;
}

static void there_are_never_more_than_so_many(void) {
  fresh_code();
  struct made_up stack = stack_of_calls(1000);
  struct guess_input input = in_stub(&stack);
  struct guesses guesses = {.count = 0};
  guess_in_java(&input, &guesses);
  CHECK(guesses.count == GUESS_MOST);
  for (uint32_t i = 0; i < guesses.count; i++) {
    CHECK(guesses.caller[i].sp <= stack.sp + (GUESS_SEARCHED_WORDS + 1) * sizeof(uintptr_t));
    for (uint32_t j = 0; j < i; j++) {
      CHECK(memcmp(&guesses.caller[i], &guesses.caller[j], sizeof guesses.caller[i]) != 0);
    }
  }
  free(stack.words);
}

static void nothing_above_the_end_is_read(void) {
  fresh_code();
  for (size_t words = 1; words < 6; words++) {
    struct made_up stack = stack_of_calls(words);
    struct guess_input input = in_method(&stack);
    for (size_t used = 0; used <= words; used++) {
      struct guesses guesses = {.count = 0};
      input.at.sp = (uintptr_t)(stack.words + used);
      input.at.fp = input.at.sp;
      guess_in_java(&input, &guesses);
      input.at.pc = 0x1000;
      guess_in_java(&input, &guesses);
      if (used > 0) {
        input.noted.sp = input.at.sp;
        guess_in_vm_call(&input, &guesses);
      }
      guess_root(input.at.sp, guess_entry(input.at.sp, stack.end), &guesses);
    }
    free(stack.words);
  }
}

static void the_root_end_is_found_from_the_call_stub(void) {
  fresh_code();
  struct made_up stack = stack_of_calls(3000);
  stack.words[2500] = code_at(CALL_STUB + 8);
  for (size_t i = 2501; i < 3000; i++) {
    stack.words[i] = i;  // the VM's frames
  }
  uintptr_t entry = guess_entry(stack.sp, stack.end);
  CHECK(entry == (uintptr_t)(stack.words + 2500));
  struct guesses guesses = {.count = 0};
  guess_root(stack.sp, entry, &guesses);
  CHECK(guesses.count == GUESS_ROOT_WORDS / GUESS_ROOT_STEP * GUESS_ROOT_EACH);
  CHECK(guesses.caller[0].sp == (uintptr_t)(stack.words + 2500 - GUESS_ROOT_WORDS + 1));
  CHECK(guesses.caller[guesses.count - 1].sp > (uintptr_t)(stack.words + 2500 - GUESS_ROOT_STEP));
  // No call stub in reach: no guess.
  stack.words[2500] = 0;
  CHECK(guess_entry(stack.sp, stack.end) == 0);
  guesses.count = 0;
  guess_root(stack.sp, 0, &guesses);
  CHECK(guesses.count == 0);
  free(stack.words);
}

static void ids_of_methods_fit_into_frames(void) {
  // From JDK 26 on they are small, odd ones too; before that addresses, with bit 47 on aarch64.
  const uintptr_t good[] = {1, 2, 3, 4, 12345, (UINT64_C(1) << 46) - 1, 0x00007f1234567890, 0x0000ffff12345678};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    CHECK(frame_fits(good[i]));
    for (int32_t bci = -3; bci < 0x10000; bci += 4369) {
      uint64_t word = frame_java(good[i], bci);
      CHECK((word & FRAME_NATIVE) == 0);
      CHECK(frame_method_id(word) == good[i]);
      CHECK(frame_bci(word) == (bci < 0 || bci >= 0xFFFF ? FRAME_BCI_NATIVE_METHOD : (uint32_t)bci));
    }
  }
  CHECK(frame_java(1, 0) != frame_java(4, 0));
  CHECK(!frame_fits(0));
  CHECK(!frame_fits(0x00007f1234567891));
  CHECK(!frame_fits(UINT64_C(1) << 48));
}

#if defined(AS_AARCH64)
static void calls_are_recognised(void) {
  fresh_code();
  uintptr_t target;
  CHECK(guess_follows_call(call_before(400, 800), &target) && target == code_at(800));
  CHECK(guess_follows_call(call_before(800, 400), &target) && target == code_at(400));
  uint32_t blr = 0xD63F0100u;  // blr x8
  memcpy(code + 600, &blr, 4);
  CHECK(guess_follows_call(code_at(604), &target) && target == 0);
  CHECK(!guess_follows_call(code_at(608), &target));
  CHECK(!guess_follows_call(code_at(402), &target));
  CHECK(!guess_follows_call(code_at(8), &target));
}

// ldr x8, address; br x8; address
static void trampoline_at(uintptr_t offset, uintptr_t target) {
  static const uint32_t load_and_branch[] = {0x58000048u, 0xD61F0100u};
  memcpy(code + offset, load_and_branch, sizeof load_and_branch);
  memcpy(code + offset + sizeof load_and_branch, &target, sizeof target);
}

static void trampolines_lead_on(void) {
  fresh_code();
  uintptr_t target;
  trampoline_at(1200, 0x7F0012345678);
  CHECK(guess_follows_call(call_before(400, 1200), &target) && target == 0x7F0012345678);
  code[1204]++;  // br x8 no more
  CHECK(guess_follows_call(code_at(400), &target) && target == code_at(1200));
  // One that does not lie in the code cache as a whole is not read.
  trampoline_at(CODE_BYTES - 16, 0x7F0012345678);
  CHECK(guess_follows_call(call_before(400, CODE_BYTES - 8), &target) && target == code_at(CODE_BYTES - 8));
  CHECK(guess_follows_call(call_before(400, CODE_BYTES + 64), &target) && target == code_at(CODE_BYTES + 64));
  // A stub that is called by way of one is known by where it leads.
  trampoline_at(1200, code_at(STUB));
  struct made_up stack = stack_of(12);
  stack.words[7] = call_before(500, 1200);
  struct guess_input input = in_stub(&stack);
  struct guesses guesses = {.count = 0};
  guess_search(&input, &guesses, stack.sp, 0, &stub);
  CHECK(guesses.count == 1);
  free(stack.words);
}

static void are_callers(const struct guesses* guesses, uint32_t count, uintptr_t pc, const uintptr_t* low) {
  CHECK(guesses->count == count);
  for (uint32_t i = 0; i < guesses->count; i++) {
    CHECK(is(guesses->caller[i], pc, low + 2 * i, 0));
  }
}

static void the_link_register_is_the_return_address(void) {
  fresh_code();
  struct made_up stack = stack_of(64);
  struct guesses guesses = {.count = 0};
  // A stub may have saved registers, a function of the VM has its frame.
  struct guess_input input = in_stub(&stack);
  input.link = call_before(400, 100);
  guess_in_java(&input, &guesses);
  are_callers(&guesses, 9, code_at(400) - 1, stack.words);
  guesses.count = 0;
  input.at.pc = 0x1000;
  guess_in_java(&input, &guesses);
  are_callers(&guesses, 17, code_at(400) - 1, stack.words);
  // Not beyond the end of the stack.
  guesses.count = 0;
  input.at.sp = (uintptr_t)(stack.words + 60);
  guess_in_java(&input, &guesses);
  are_callers(&guesses, 3, code_at(400) - 1, stack.words + 60);
  free(stack.words);
}

static void a_method_builds_its_frame_in_one_step_or_two(void) {
  fresh_code();
  struct made_up stack = stack_of(FRAME_WORDS);
  struct guess_input input = in_method(&stack);
  input.link = call_before(400, 100);
  input.at.fp = 0x77;
  struct guesses guesses = {.count = 0};
  guess_in_java(&input, &guesses);
  CHECK(guesses.count == 3);
  CHECK(is(guesses.caller[0], code_at(400) - 1, stack.words, 0x77));
  CHECK(is(guesses.caller[1], code_at(400) - 1, stack.words + 2, 0x77));
  CHECK(is(guesses.caller[2], code_at(400) - 1, stack.words + FRAME_WORDS, 0x77));
  // A frame that would end above the stack is none.
  input.stack_end -= sizeof(uintptr_t);
  guesses.count = 0;
  guess_in_java(&input, &guesses);
  CHECK(guesses.count == 2);
  free(stack.words);
}

#define SIGNATURE (UINT64_C(0x2A5) << 48)

static void signatures_of_return_addresses_are_taken_off(void) {
  fresh_code();
  struct made_up stack = stack_of(200);
  // A frame record, a return address that only a search finds, and the call stub's.
  stack.words[2] = 0x5678;
  stack.words[3] = SIGNATURE | call_before(600, 100);
  stack.words[100] = SIGNATURE | call_before(500, 100);
  stack.words[190] = SIGNATURE | code_at(CALL_STUB + 4);
  struct guess_input input = in_stub(&stack);
  input.at.fp = (uintptr_t)(stack.words + 2);
  struct guesses guesses = {.count = 0};
  guess_in_java(&input, &guesses);
  CHECK(guesses.count == 2);
  CHECK(is(guesses.caller[0], code_at(600) - 1, stack.words + 4, 0x5678));
  CHECK(is(guesses.caller[1], code_at(500) - 1, stack.words + 101, 0));
  CHECK(guess_entry(stack.sp, stack.end) == (uintptr_t)(stack.words + 190));
  guesses.count = 0;
  guess_root(stack.sp, (uintptr_t)(stack.words + 190), &guesses);
  CHECK(guesses.count == 1);
  CHECK(is(guesses.caller[0], code_at(500) - 1, stack.words + 101, 0));
  // A note of the last Java frame.
  stack.words[3] = SIGNATURE | code_at(STUB + 20);
  input.noted = (struct registers){.sp = (uintptr_t)(stack.words + 4)};
  guesses.count = 0;
  guess_not_in_java(&input, &guesses);
  CHECK(is(guesses.caller[0], code_at(STUB + 20), stack.words + 4, 0));
  free(stack.words);
}

static void a_first_method_without_a_frame_is_known(void) {
  fresh_code();
  struct made_up stack = stack_of_calls(8);
  struct guess_input input = in_method(&stack);
  input.link = code_at(CALL_STUB + 4);
  struct guesses guesses = {.count = 0};
  guess_in_java(&input, &guesses);
  CHECK(guesses.enters_root);
  free(stack.words);
}
#else
static void calls_are_recognised(void) {
  static const struct {
    unsigned char bytes[8];
    int length;
  } indirect[] = {
      {{0xFF, 0xD0}, 2},                                // call rax
      {{0xFF, 0x10}, 2},                                // call [rax]
      {{0xFF, 0x50, 0x40}, 3},                          // call [rax + 64]
      {{0xFF, 0x90, 0x00, 0x04, 0x00, 0x00}, 6},        // call [rax + 1024]
  };
  fresh_code();
  uintptr_t target;
  CHECK(guess_follows_call(call_before(400, 800), &target) && target == code_at(800));
  CHECK(guess_follows_call(call_before(800, 400), &target) && target == code_at(400));
  for (size_t i = 0; i < sizeof indirect / sizeof indirect[0]; i++) {
    fresh_code();
    memcpy(code + 600 - indirect[i].length, indirect[i].bytes, (size_t)indirect[i].length);
    CHECK(guess_follows_call(code_at(600), &target) && target == 0);
  }
  fresh_code();
  uintptr_t far = 0x7F0012345678;  // mov r10, far; call r10
  memcpy(code + 700 - 13, "\x49\xBA", 2);
  memcpy(code + 700 - 11, &far, sizeof far);
  memcpy(code + 700 - 3, "\x41\xFF\xD2", 3);
  CHECK(guess_follows_call(code_at(700), &target) && target == far);
  CHECK(!guess_follows_call(code_at(900), &target));
  CHECK(!guess_follows_call(code_at(8), &target));
  CHECK(!guess_follows_call(0x1000, &target));
}

static void a_method_without_a_frame_has_its_caller_on_top(void) {
  fresh_code();
  struct made_up stack = stack_of(6);
  stack.words[0] = code_at(400);
  struct guess_input input = in_method(&stack);
  input.at.fp = 0x77;
  struct guesses guesses = {.count = 0};
  guess_in_java(&input, &guesses);
  CHECK(guesses.count == 1);
  CHECK(is(guesses.caller[0], code_at(400) - 1, stack.words + 1, 0x77));
  stack.words[0] = 0x88;
  stack.words[1] = code_at(404);
  guesses.count = 0;
  guess_in_java(&input, &guesses);
  CHECK(guesses.count == 1);
  CHECK(is(guesses.caller[0], code_at(404) - 1, stack.words + 2, 0x88));
  free(stack.words);
}

static void a_first_method_without_a_frame_is_known(void) {
  fresh_code();
  struct made_up stack = stack_of_calls(12);
  stack.words[0] = 0x1;
  stack.words[1] = code_at(CALL_STUB + 4);
  struct guess_input input = in_method(&stack);
  struct guesses guesses = {.count = 0};
  guess_in_java(&input, &guesses);
  CHECK(guesses.enters_root);
  CHECK(guesses.count == 1);
  input.has_root = false;
  guesses = (struct guesses){.count = 0};
  guess_in_java(&input, &guesses);
  CHECK(!guesses.enters_root);
  CHECK(guesses.count > 1);
  free(stack.words);
}

static void a_leaf_function_has_its_caller_on_top(void) {
  fresh_code();
  struct made_up stack = stack_of(6);
  stack.words[1] = code_at(400);
  struct guess_input input = in_method(&stack);
  input.at.pc = 0x1000;
  struct guesses guesses = {.count = 0};
  guess_in_vm_call(&input, &guesses);
  CHECK(guesses.count == 0);  // no call stands before 400
  memcpy(code + 398, "\xFF\xD0", 2);
  guess_in_vm_call(&input, &guesses);
  CHECK(guesses.count == 1);
  CHECK(is(guesses.caller[0], code_at(400) - 1, stack.words + 2, 0));
  free(stack.words);
}
#endif

int main(void) {
  calls_are_recognised();
#if defined(AS_AARCH64)
  trampolines_lead_on();
  the_link_register_is_the_return_address();
  a_method_builds_its_frame_in_one_step_or_two();
  signatures_of_return_addresses_are_taken_off();
#else
  a_method_without_a_frame_has_its_caller_on_top();
  a_leaf_function_has_its_caller_on_top();
#endif
  a_first_method_without_a_frame_is_known();
  a_call_of_the_stub_comes_first();
  a_frame_record_leads_to_the_caller();
  frame_pointers_that_are_none_lead_nowhere();
  the_interpreter_needs_its_frame_pointer();
  without_a_note_there_is_no_java_frame();
  a_note_without_a_pc_is_completed_from_the_stack();
  a_stack_without_code_has_no_java_frame();
  there_are_never_more_than_so_many();
  nothing_above_the_end_is_read();
  the_root_end_is_found_from_the_call_stub();
  ids_of_methods_fit_into_frames();
  return check_result();
}
