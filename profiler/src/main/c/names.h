// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Names of threads, each kept once and known by a small number. Threads of one name share the number.
//
// A name lives while a thread has it. It stays for good once a sample may refer to it, and is forgotten otherwise. A program
// that starts a million threads, all with names of their own, must not fill the memory. So only the first NAMES_APART names
// that stay are told apart; later ones stay as patterns, with `#` for each run of digits: `Thread-#`. When as many patterns
// have come on top, all others are NAMES_OTHERS.
//
// Ownership: guarded by the registry's lock.
#ifndef JMHPPROF_NAMES_H
#define JMHPPROF_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#define NAMES_APART 4096u
#define NAMES_OTHERS "[other threads]"

// The number of a thread for whose name there was no memory.
#define NAMES_NONE 1u

// The number of a name, never 0, for one more thread that has it.
uint32_t names_take(const char* name);

// A thread has the name no longer. `referred`: a sample may refer to it, for good.
void names_drop(uint32_t number, bool referred);

// The name, or NULL where there is none. It stays valid while a thread has it or a sample may refer to it.
const char* names_of(uint32_t number);

// How many names there are.
uint32_t names_count(void);

#endif
