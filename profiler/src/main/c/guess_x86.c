// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#if defined(__x86_64__) && !defined(AS_AARCH64)

#include <string.h>

#include "code.h"
#include "guess.h"

#define WORD sizeof(uintptr_t)

bool guess_follows_call(uintptr_t back, uintptr_t* target) {
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

static void guess_frame_pointer(const struct guess_input* input, struct guesses* guesses) {
  const uintptr_t* record = guess_frame_record(input->at, input->stack_end);
  if (record != NULL) {
    guess_add(guesses, input->stack_end, record[1], (uintptr_t)(record + 2), record[0]);
  }
}

// A method that has not built its frame yet or has taken it down: at most the caller's rbp lies on top. A young thread
// spends its time just there: the first touch of its stack is a page fault.
static void guess_bare_frame(const struct guess_input* input, struct guesses* guesses) {
  uintptr_t sp = input->at.sp;
  const uintptr_t* stack = (const uintptr_t*)sp;
  if (guess_words_above(sp, input->stack_end) < 2) {
    return;
  }
  if (code_contains(stack[0])) {
    guess_add(guesses, input->stack_end, stack[0], sp + WORD, input->at.fp);
  }
  if (code_contains(stack[1])) {
    guess_add(guesses, input->stack_end, stack[1], sp + 2 * WORD, stack[0]);
  }
  // Called by the VM, and no Java frame below.
  guesses->enters_root = input->has_root && (code_is_call_stub(stack[0]) || code_is_call_stub(stack[1]));
}

// A function without a frame of its own, or at its first or last instructions.
static void guess_leaf_call(const struct guess_input* input, struct guesses* guesses) {
  uintptr_t sp = input->at.sp;
  const uintptr_t* stack = (const uintptr_t*)sp;
  if (guess_words_above(sp, input->stack_end) < 2) {
    return;
  }
  for (int i = 0; i < 2; i++) {
    uintptr_t target;
    if (guess_follows_call(stack[i], &target) && !code_contains(target)) {
      guess_add(guesses, input->stack_end, stack[i], sp + (uintptr_t)(i + 1) * WORD, i == 0 ? input->at.fp : stack[0]);
      return;
    }
  }
}

void guess_in_vm_call(const struct guess_input* input, struct guesses* guesses) {
  if (input->noted.sp != 0) {
    // Where a stub called the VM, it may have noted its frame.
    guess_not_in_java(input, guesses);
  }
  guess_leaf_call(input, guesses);
  guess_frame_pointer(input, guesses);
}

void guess_in_java(const struct guess_input* input, struct guesses* guesses) {
  struct registers at = input->at;
  const struct stub* stub = input->stub;
  if (stub != NULL && stub->returns == RETURNS_TO_CALL) {
    guess_search(input, guesses, at.sp, at.fp, stub);
    guess_frame_pointer(input, guesses);
  } else if (stub != NULL) {
    if (stub->returns == RETURNS_FOR_CALLER) {
      guess_bare_frame(input, guesses);
    }
    guess_frame_pointer(input, guesses);
  } else if (code_contains(at.pc)) {
    guess_bare_frame(input, guesses);
    guess_frame_pointer(input, guesses);
  } else {
    guess_in_vm_call(input, guesses);
  }
  if (!guesses->enters_root) {
    guess_search(input, guesses, at.sp, at.fp, NULL);
  }
}

#endif
