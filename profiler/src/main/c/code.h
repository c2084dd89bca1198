// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Where the JVM's code cache is, the interpreter in it, and how large the frames of the code in it are.
#ifndef JMHPPROF_CODE_H
#define JMHPPROF_CODE_H

#include <stdbool.h>
#include <stdint.h>

// Reads where all of this is from the JVM's own description of itself. NULL, or what is missing.
const char* code_init(void);

// Whether an address lies in the room reserved for the code cache. async-signal-safe
bool code_contains(uintptr_t pc);

// Whether an address lies in the interpreter. async-signal-safe
bool code_is_interpreter(uintptr_t pc);

// Whether a return address is that of the stub through which the VM calls Java. async-signal-safe
bool code_is_call_stub(uintptr_t back);

// Whether the bytes just before an address are code that can be read: the reserved room is filled bit by bit.
// async-signal-safe
bool code_readable_before(uintptr_t pc);

// One piece of code as the JVM allocated it: a compiled method, a stub with a frame, an adapter, all of the interpreter.
struct code_blob {
  const char* name;
  int32_t frame_words;  // from the stack pointer to the caller's; 0 where frames have no fixed size
};

// Whether the JVM told how to find such pieces.
bool code_has_blobs(void);

// The piece of code around an address; false when there is none, also when it has just been freed, or the JVM has given it up.
// async-signal-safe
bool code_blob_at(uintptr_t pc, struct code_blob* blob);

#endif
