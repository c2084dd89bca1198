// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What is known of the JVM's code cache: its bounds, and the stubs in it by name.
#ifndef JMHPPROF_CODE_H
#define JMHPPROF_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Reads the bounds from the JVM's own description of itself. NULL, or what is missing.
const char* code_init(void);

// Whether an address lies in the room reserved for the code cache. async-signal-safe
bool code_contains(uintptr_t pc);

// Whether the bytes just before an address are code that can be read: the reserved room is filled bit by bit.
// async-signal-safe
bool code_readable_before(uintptr_t pc);

// Called by the JVM for each stub it generates. Not for the handler.
void code_add_stub(const char* name, uintptr_t start, size_t length);

struct code_stub {
  uintptr_t start;
  uintptr_t end;
  const char* name;
};

// The innermost stub around pc, or NULL. Entries are never moved or freed. async-signal-safe
const struct code_stub* code_stub_at(uintptr_t pc);

#endif
