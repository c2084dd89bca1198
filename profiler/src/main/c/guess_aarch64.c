// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Compiled for its tests on other processors, too: AS_AARCH64.
#if defined(__aarch64__) || defined(AS_AARCH64)

#include <string.h>

#include "code.h"
#include "guess.h"

#define WORD sizeof(uintptr_t)

// Stack pointers are multiples of two words.
#define STEP 2
// What a function has put between its caller's frame and its own stack pointer, or the record of its frame. A stub without a
// frame saves at most eight vector registers and a few others; a function of the VM has its local variables there.
#define MOST_STUB_WORDS 16
#define MOST_VM_WORDS 32

static uint32_t instruction_at(uintptr_t address) {
  uint32_t instruction;
  memcpy(&instruction, (const void*)address, sizeof instruction);
  return instruction;
}

// Code further away than a branch can reach is called by way of a few instructions: ldr x8, address; br x8; the address.
static uintptr_t behind_trampoline(uintptr_t target) {
  uintptr_t branch = target + sizeof(uint32_t);
  uintptr_t address = branch + sizeof(uint32_t);
  if (target % sizeof(uint32_t) == 0 && code_readable_before(address + WORD) && instruction_at(target) == 0x58000048u &&
      instruction_at(branch) == 0xD61F0100u) {
    memcpy(&target, (const void*)address, sizeof target);
  }
  return target;
}

bool guess_follows_call(uintptr_t back, uintptr_t* target) {
  *target = 0;
  if (back % sizeof(uint32_t) != 0 || !code_readable_before(back)) {
    return false;
  }
  uint32_t call = instruction_at(back - sizeof call);
  if ((call & 0xFC000000u) == 0x94000000u) {
    // bl: 26 bits of signed distance, in instructions.
    int64_t distance = (int64_t)(int32_t)(call << 6) >> 4;
    *target = behind_trampoline(back - sizeof call + (uintptr_t)distance);
    return true;
  }
  // blr
  return (call & 0xFFFFFC1Fu) == 0xD63F0000u;
}

// The return address is certain, the caller's stack pointer is not: it is so many words above `low` at most.
static void guess_callers(const struct guess_input* input, struct guesses* guesses, uintptr_t back, uintptr_t low, uintptr_t fp,
                          uintptr_t most) {
  uintptr_t words = guess_words_above(low, input->stack_end);
  words = words > most ? most : words;
  for (uintptr_t i = 0; i <= words; i += STEP) {
    guess_add(guesses, input->stack_end, back, low + i * WORD, fp);
  }
}

// A function that has called nothing yet has its return address in the link register.
static void guess_link(const struct guess_input* input, struct guesses* guesses, uintptr_t most) {
  if (code_contains(input->link)) {
    guess_callers(input, guesses, input->link, input->at.sp, input->at.fp, most);
  }
  guesses->enters_root = input->has_root && code_is_call_stub(input->link);
}

// A function of the VM has the record of its frame at the low end, below what else it keeps. The JVM's own code has it at the
// high end.
static void guess_record(const struct guess_input* input, struct guesses* guesses, uintptr_t most) {
  const uintptr_t* record = guess_frame_record(input->at, input->stack_end);
  if (record != NULL) {
    guess_callers(input, guesses, registers_unsigned_return(record[1]), (uintptr_t)(record + 2), record[0], most);
  }
}

// A method at its first or last instructions. It moves the stack pointer by its whole frame, or, where that is large, by the two
// words of the record and then by the rest.
static void guess_bare_frame(const struct guess_input* input, struct guesses* guesses) {
  guess_link(input, guesses, 0);
  struct code_blob blob;
  if (!code_contains(input->link) || !code_blob_at(input->at.pc, &blob) || blob.frame_words < STEP) {
    return;
  }
  uintptr_t frame = (uintptr_t)blob.frame_words;
  uintptr_t words = guess_words_above(input->at.sp, input->stack_end);
  if (words >= STEP) {
    guess_add(guesses, input->stack_end, input->link, input->at.sp + STEP * WORD, input->at.fp);
  }
  if (words >= frame) {
    guess_add(guesses, input->stack_end, input->link, input->at.sp + frame * WORD, input->at.fp);
  }
}

void guess_in_vm_call(const struct guess_input* input, struct guesses* guesses) {
  if (input->noted.sp != 0) {
    // Where a stub called the VM, it may have noted its frame.
    guess_not_in_java(input, guesses);
  }
  guess_link(input, guesses, MOST_VM_WORDS);
  guess_record(input, guesses, MOST_VM_WORDS);
}

void guess_in_java(const struct guess_input* input, struct guesses* guesses) {
  if (!code_contains(input->at.pc)) {
    guess_in_vm_call(input, guesses);
  } else if (input->stub != NULL) {
    guess_link(input, guesses, MOST_STUB_WORDS);
    guess_record(input, guesses, 0);
  } else {
    guess_bare_frame(input, guesses);
    guess_record(input, guesses, 0);
  }
  if (!guesses->enters_root) {
    if (input->stub != NULL) {
      guess_search(input, guesses, input->at.sp, input->at.fp, input->stub);
    }
    guess_search(input, guesses, input->at.sp, input->at.fp, NULL);
  }
}

#endif
