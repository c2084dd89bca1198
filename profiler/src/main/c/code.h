// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Where the JVM's code cache is.
#ifndef JMHPPROF_CODE_H
#define JMHPPROF_CODE_H

#include <stdbool.h>
#include <stdint.h>

// Reads the bounds from the JVM's own description of itself. NULL, or what is missing.
const char* code_init(void);

// Whether an address lies in the room reserved for the code cache. async-signal-safe
bool code_contains(uintptr_t pc);

// Whether the bytes just before an address are code that can be read: the reserved room is filled bit by bit.
// async-signal-safe
bool code_readable_before(uintptr_t pc);

#endif
