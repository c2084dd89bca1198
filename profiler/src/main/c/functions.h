// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The functions of a symbol table of a 64-bit little-endian ELF file, by address. A JVM has 50,000, and the first look at one of
// them pays for all, so this is not left to a Java interpreter.
#ifndef JMHPPROF_FUNCTIONS_H
#define JMHPPROF_FUNCTIONS_H

#include <stddef.h>
#include <stdint.h>

struct symbol_table {
  const uint8_t* symbols;
  size_t size;
  const char* names;
  size_t names_size;
};

// Where in the table its functions are, in the order of their addresses; for free(). Of those at one address the last is the
// one that people know. NULL where there is no memory.
int32_t* functions_sorted(const struct symbol_table* table, size_t* count);

#endif
