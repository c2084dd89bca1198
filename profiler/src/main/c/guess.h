// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Where a walk can start when the interrupted code itself cannot be walked: at one of its callers.
//
// A guess is a pure function. It reads the registers, the readable part of the thread's stack and what code.h and stubs.h know
// of the code cache, and lists candidates, the most likely one first. It walks nothing and writes nothing but its result, so
// it is tested on made-up stacks without a JVM. A candidate can be wrong: an earlier call may have left its return address
// behind. chain.h finds out.
//
// Bounds: at most GUESS_MOST candidates, at most GUESS_SEARCHED_WORDS words of the stack (GUESS_ROOT_WORDS and
// GUESS_ENTRY_WORDS for the root end), and never a word at or above stack_end. All of it is async-signal-safe.
#ifndef JMHPPROF_GUESS_H
#define JMHPPROF_GUESS_H

#include <stdbool.h>
#include <stdint.h>

#include "registers.h"
#include "stubs.h"

#define GUESS_MOST 32

// Some stubs save all registers, vector registers included, and a leaf call into the VM has a few frames.
#define GUESS_SEARCHED_WORDS 256
// Where the end of the stack is unknown.
#define GUESS_SEARCHED_WORDS_UNBOUNDED 48
// Room for the frames of the harness at the root end, most of them interpreted. A walk from far out may find more frames than
// there is room for, so the search starts anew closer to the root.
#define GUESS_ROOT_WORDS 768
#define GUESS_ROOT_STEP 128
#define GUESS_ROOT_EACH 5
// Between the end of a thread's stack and its first Java frame: thread-local storage and the VM's frames.
#define GUESS_ENTRY_WORDS 4096

struct guess_input {
  struct registers at;      // where the thread was interrupted
  struct registers noted;   // the thread's note of its last Java frame; sp is 0 without one
  uintptr_t link;           // the link register, on processors that have one
  uintptr_t stack_end;      // first address above the thread's stack; 0 when unknown
  const struct stub* stub;  // around at.pc, or NULL
  bool has_root;            // the method in which the thread's stacks end is known
};

struct guesses {
  uint32_t count;
  struct registers caller[GUESS_MOST];
  bool no_java_frame;  // if none of them can be walked, the thread has no Java frame
  bool enters_root;    // if none of them can be walked, the thread's first Java method has no frame yet
};

// The thread runs Java code, or a stub of the code cache, and could not be walked from there.
void guess_in_java(const struct guess_input* input, struct guesses* guesses);

// The thread runs code of the VM that Java code called without leaving Java.
void guess_in_vm_call(const struct guess_input* input, struct guesses* guesses);

// The thread has left Java, and its note of its last Java frame could not be walked.
void guess_not_in_java(const struct guess_input* input, struct guesses* guesses);

// The address of the word through which the thread's first Java method returns to the VM; 0 when it cannot be found.
uintptr_t guess_entry(uintptr_t sp, uintptr_t stack_end);

// Return addresses in the frames of the oldest Java methods, those far from the root first. `entry` is from guess_entry; where
// it is 0 there are none.
void guess_root(uintptr_t sp, uintptr_t entry, struct guesses* guesses);

// For the files that know a processor.

// Adds a candidate, unless there is no room or it is there already.
void guess_add(struct guesses* guesses, uintptr_t stack_end, uintptr_t back, uintptr_t sp, uintptr_t fp);

// How many words can be read from `sp` on, at most GUESS_SEARCHED_WORDS.
uintptr_t guess_words_above(uintptr_t sp, uintptr_t stack_end);

// Looks up the stack for return addresses; with `stub`, only for that of a call to it, which leaves no doubt.
void guess_search(const struct guess_input* input, struct guesses* guesses, uintptr_t sp, uintptr_t fp,
                  const struct stub* stub);

// The saved frame pointers above `at`, up to the first one that leads to the code cache. NULL, or the pair of words (caller's
// frame pointer, return address).
const uintptr_t* guess_frame_record(struct registers at, uintptr_t stack_end);

// Whether the instruction before a return address is a call, and where it goes (0 if only the registers knew).
bool guess_follows_call(uintptr_t back, uintptr_t* target);

#endif
