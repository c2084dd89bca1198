// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The stubs in the JVM's code cache, by name: hand-written code, adapters, the interpreter.
#ifndef JMHPPROF_STUBS_H
#define JMHPPROF_STUBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Where the return address of a stub's frame leads. Those that look for an exception's handler put the place where it was
// thrown there, and those that unwind to it have taken the method's frame down.
enum stub_return { RETURNS_TO_CALL, RETURNS_TO_THROW, RETURNS_FOR_CALLER };

struct stub {
  uintptr_t start;
  uintptr_t end;
  const char* name;
  enum stub_return returns;
};

// Called by the JVM for each stub it generates. Not for the handler.
void stubs_add(const char* name, uintptr_t start, size_t length);

// Makes finding fast for all stubs known by now. Only while no handler can be inside.
void stubs_index(void);

// The innermost stub around pc, or NULL. Entries are never moved or freed. async-signal-safe
const struct stub* stubs_at(uintptr_t pc);

// The stub through which a virtual thread returns to frames that are still in the heap: its code, NULL where there is none.
const void* stubs_return_barrier(void);

// Whether an address lies in that stub. async-signal-safe
bool stubs_is_return_barrier(uintptr_t pc);

#endif
