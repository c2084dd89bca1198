// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The rules that lead from a frame to its caller, for each address of one library. Compilers put them into the section .eh_frame,
// as small programs, one for each function. The programs run once, when the library appears, and leave a table that a signal
// handler can search.
//
// A table has two arrays, the addresses and the numbers of their rules, 6 bytes a row, and the few different rules. A row holds
// from its address to that of the next row. Equal neighbours share a row, also across the padding between two functions.
//
// Bounds: building reads nothing outside of the bytes that it is given, whatever is in them. Its time and memory grow linearly
// with their number: each row takes at least one byte of a program.
#ifndef JMHPPROF_EHFRAME_H
#define JMHPPROF_EHFRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Where the caller's stack pointer was before the call: the canonical frame address, CFA.
enum cfa_rule {
  CFA_UNKNOWN,   // no function is here, or its program is not understood
  CFA_REGISTER,  // register + offset
  CFA_LOADED,    // the word at register + offset, + more
  CFA_PLT,       // register + offset, and one word more from the stub's byte `more` on, in stubs of 16 bytes
  CFA_SIGNAL,    // the frame is the kernel's, with all registers in it
};

// Where a register of the caller is.
enum saved_rule {
  SAVED_NOT,          // it still is what it was
  SAVED_AT_CFA,       // at CFA + offset
  SAVED_AT_FP,        // at the frame pointer + offset
  SAVED_IN_REGISTER,  // in the register of this number
  SAVED_NOWHERE,      // lost. No return address: this is the outermost function
  SAVED_UNKNOWN,      // said in a way that is not understood
};

struct unwind_rule {
  uint8_t cfa;           // enum cfa_rule
  uint8_t cfa_register;  // DWARF's number
  uint8_t fp;            // enum saved_rule, as is the next
  uint8_t back;          // the return address
  int32_t cfa_offset;
  int32_t cfa_more;
  int32_t fp_offset;
  int32_t back_offset;   // or a register's number
};

struct ehframe {
  uint32_t* starts;  // from the image's first address; ascending
  uint16_t* numbers;
  struct unwind_rule* rules;
  uint32_t rows;
  uint32_t rule_count;
  uint32_t functions;
};

// The bytes of a section, from its first one to the last one that can be read: .eh_frame says itself where it ends.
struct ehframe_section {
  const uint8_t* bytes;
  size_t size;
  uintptr_t address;     // of the first byte, in the program that it describes
  uintptr_t image_low;   // what it may speak of: less than 4 GiB
  uintptr_t image_high;
};

// False when there is no memory. What is not understood has no rule.
bool ehframe_build(struct ehframe* table, const struct ehframe_section* section);
void ehframe_free(struct ehframe* table);

// What a table takes, bytes.
size_t ehframe_bytes(const struct ehframe* table);

// The rule at so many bytes from the image's first address; never NULL. async-signal-safe
const struct unwind_rule* ehframe_rule(const struct ehframe* table, uint32_t offset);

#endif
