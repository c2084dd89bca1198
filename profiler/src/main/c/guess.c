// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "guess.h"

#include <stddef.h>

#include "code.h"

#define WORD sizeof(uintptr_t)

// Only a pointer that lies close above the stack pointer is a frame pointer.
#define MOST_RECORDS 16
#define LONGEST_FRAME 4096

// The interpreter finds everything through its frame pointer.
static bool is_frame_pointer(uintptr_t fp, uintptr_t sp, uintptr_t stack_end) {
  return fp > sp && fp % WORD == 0 && fp + 2 * WORD <= stack_end;
}

void guess_add(struct guesses* guesses, uintptr_t stack_end, uintptr_t back, uintptr_t sp, uintptr_t fp) {
  if (guesses->count == GUESS_MOST || (code_is_interpreter(back) && !is_frame_pointer(fp, sp, stack_end))) {
    return;
  }
  // The line and the inlined methods of compiled code are those of the call, not of what follows it. A call to a stub has no
  // debug information of its own at the return address.
  uintptr_t pc = stubs_at(back) == NULL ? back - 1 : back;
  for (uint32_t i = 0; i < guesses->count; i++) {
    const struct registers* known = &guesses->caller[i];
    if (known->pc == pc && known->sp == sp && known->fp == fp) {
      return;
    }
  }
  guesses->caller[guesses->count++] = (struct registers){pc, sp, fp};
}

uintptr_t guess_words_above(uintptr_t sp, uintptr_t stack_end) {
  if (stack_end == 0) {
    return GUESS_SEARCHED_WORDS_UNBOUNDED;
  }
  uintptr_t words = stack_end > sp ? (stack_end - sp) / WORD : 0;
  return words > GUESS_SEARCHED_WORDS ? GUESS_SEARCHED_WORDS : words;
}

static bool calls(uintptr_t back, const struct stub* stub) {
  uintptr_t target;
  return guess_follows_call(back, &target) && (stub == NULL || (target >= stub->start && target < stub->end));
}

void guess_search(const struct guess_input* input, struct guesses* guesses, uintptr_t sp, uintptr_t fp,
                  const struct stub* stub) {
  const uintptr_t* stack = (const uintptr_t*)sp;
  uintptr_t words = guess_words_above(sp, input->stack_end);
  bool code_seen = false;
  for (uintptr_t i = 0; i < words; i++) {
    uintptr_t back = registers_unsigned_return(stack[i]);
    code_seen |= code_contains(back);
    // The interpreter jumps and leaves a return address of its own, which counts only with its frame pointer below.
    bool interpreted = stub == NULL && i > 0 && code_is_interpreter(back);
    if (interpreted || calls(back, stub)) {
      guess_add(guesses, input->stack_end, back, sp + (i + 1) * WORD, i == 0 ? fp : stack[i - 1]);
    }
  }
  // A thread that is about to enter Java for the first time.
  guesses->no_java_frame = !code_seen && sp + words * WORD == input->stack_end;
}

const uintptr_t* guess_frame_record(struct registers at, uintptr_t stack_end) {
  uintptr_t low = at.sp;
  uintptr_t fp = at.fp;
  for (int i = 0; i < MOST_RECORDS; i++) {
    if (fp < low || fp - low >= LONGEST_FRAME || fp % WORD != 0 || fp + 2 * WORD > stack_end) {
      return NULL;
    }
    const uintptr_t* record = (const uintptr_t*)fp;
    if (code_contains(registers_unsigned_return(record[1]))) {
      return record;
    }
    low = fp + 2 * WORD;
    fp = record[0];
  }
  return NULL;
}

void guess_not_in_java(const struct guess_input* input, struct guesses* guesses) {
  struct registers noted = input->noted;
  if (noted.sp == 0) {
    // The note is set before a thread leaves Java and cleared after it is back: this one has not been there.
    guesses->no_java_frame = true;
    return;
  }
  // A compiled method's call into the VM notes its stack pointer only; the pc lies just below, where the call pushed it.
  const uintptr_t* stack = (const uintptr_t*)noted.sp;
  uintptr_t back = registers_unsigned_return(noted.pc == 0 ? stack[-1] : noted.pc);
  const struct stub* stub = stubs_at(back);
  if (noted.pc == 0) {
    guess_add(guesses, input->stack_end, back, noted.sp, noted.fp);
  }
  // Where even that frame cannot be walked (some runtime stubs claim never to have a complete one), its caller can. A stub that
  // notes all of its frame may have put another return address there than that of the call to it.
  if (stub != NULL && is_frame_pointer(noted.fp, noted.sp - WORD, input->stack_end)) {
    const uintptr_t* record = (const uintptr_t*)noted.fp;
    uintptr_t caller = registers_unsigned_return(record[1]);
    if (code_contains(caller)) {
      guess_add(guesses, input->stack_end, caller, noted.fp + 2 * WORD, record[0]);
    }
  }
  if (stub != NULL) {
    guess_search(input, guesses, noted.sp, noted.fp, stub);
  }
  guess_search(input, guesses, noted.sp, noted.fp, NULL);
}

uintptr_t guess_entry(uintptr_t sp, uintptr_t stack_end) {
  uintptr_t words = stack_end > sp ? (stack_end - sp) / WORD : 0;
  words = words > GUESS_ENTRY_WORDS ? GUESS_ENTRY_WORDS : words;
  for (uintptr_t i = 1; i <= words; i++) {
    const uintptr_t* word = (const uintptr_t*)(stack_end - i * WORD);
    if (code_is_call_stub(registers_unsigned_return(*word))) {
      return (uintptr_t)word;
    }
  }
  return 0;
}

void guess_root(uintptr_t sp, uintptr_t entry, struct guesses* guesses) {
  uintptr_t words = entry > sp ? (entry - sp) / WORD : 0;
  for (uintptr_t start = GUESS_ROOT_WORDS; start > 0; start -= GUESS_ROOT_STEP) {
    uint32_t before = guesses->count;
    uintptr_t left = start > words ? 0 : start;
    for (; left > 0 && guesses->count - before < GUESS_ROOT_EACH; left--) {
      const uintptr_t* slot = (const uintptr_t*)entry - left;
      uintptr_t back = registers_unsigned_return(*slot);
      if (code_is_interpreter(back) || calls(back, NULL)) {
        // The word below is the callee's copy of the caller's frame pointer.
        guess_add(guesses, entry + WORD, back, (uintptr_t)(slot + 1), (uintptr_t)slot > sp ? slot[-1] : 0);
      }
    }
  }
}
