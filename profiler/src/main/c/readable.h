// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Whether memory that somebody else may give back can be read. One system call, which everybody may use.
#ifndef JMHPPROF_READABLE_H
#define JMHPPROF_READABLE_H

#include <stdbool.h>
#include <stdint.h>

// Whether the kernel answers. Not for the handler.
bool readable_init(void);

// Whether the 8 bytes from an address on can be read. errno stays as it is. async-signal-safe
bool readable(uintptr_t address);

#endif
