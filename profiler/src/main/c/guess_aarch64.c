// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Compiled for its tests on other processors, too: GUESS_AARCH64.
#if defined(__aarch64__) || defined(GUESS_AARCH64)

#include <string.h>

#include "code.h"
#include "guess.h"

#define WORD sizeof(uintptr_t)

// Stack pointers are multiples of two words.
#define STEP 2
// A callee without a known frame: how many words it may have put between its caller and itself.
#define MOST_CALLEE_WORDS 16

bool guess_follows_call(uintptr_t back, uintptr_t* target) {
  *target = 0;
  if (back % sizeof(uint32_t) != 0 || !code_readable_before(back)) {
    return false;
  }
  uint32_t call;
  memcpy(&call, (const char*)back - sizeof call, sizeof call);
  if ((call & 0xFC000000u) == 0x94000000u) {
    // bl: 26 bits of signed distance, in instructions.
    int64_t distance = (int64_t)(int32_t)(call << 6) >> 4;
    *target = back - sizeof call + (uintptr_t)distance;
    return true;
  }
  // blr
  return (call & 0xFFFFFC1Fu) == 0xD63F0000u;
}

// The return address is certain, the caller's stack pointer is not: a stub may have saved registers without a frame.
static void guess_link(const struct guess_input* input, struct guesses* guesses, uintptr_t callee_words) {
  uintptr_t words = guess_words_above(input->at.sp, input->stack_end);
  words = words > callee_words ? callee_words : words;
  if (code_contains(input->link)) {
    for (uintptr_t i = 0; i <= words; i += STEP) {
      guess_add(guesses, input->stack_end, input->link, input->at.sp + i * WORD, input->at.fp);
    }
  }
  guesses->enters_root = input->has_root && code_is_call_stub(input->link);
}

static void guess_frame_pointer(const struct guess_input* input, struct guesses* guesses) {
  const uintptr_t* record = guess_frame_record(input->at, input->stack_end);
  if (record != NULL) {
    guess_add(guesses, input->stack_end, record[1], (uintptr_t)(record + 2), record[0]);
  }
}

void guess_in_vm_call(const struct guess_input* input, struct guesses* guesses) {
  if (input->noted.sp != 0) {
    // Where a stub called the VM, it may have noted its frame.
    guess_not_in_java(input, guesses);
  }
  guess_link(input, guesses, MOST_CALLEE_WORDS);
  guess_frame_pointer(input, guesses);
}

void guess_in_java(const struct guess_input* input, struct guesses* guesses) {
  if (code_contains(input->at.pc)) {
    guess_link(input, guesses, input->stub == NULL ? 0 : MOST_CALLEE_WORDS);
    guess_frame_pointer(input, guesses);
  } else {
    guess_in_vm_call(input, guesses);
  }
  if (!guesses->enters_root) {
    if (input->stub != NULL) {
      guess_search(input, guesses, input->at.sp, input->at.fp, input->stub);
    }
    guess_search(input, guesses, input->at.sp, input->at.fp, NULL);
  }
}

#endif
