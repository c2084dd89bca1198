// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The entries of .eh_frame and the programs in them: call frame information, CFI.
//
// An entry is a common one (CIE) or describes a function (FDE) and refers to a common one, which says how the function's numbers
// are written and how its frame is at the start.
#ifndef JMHPPROF_CFI_H
#define JMHPPROF_CFI_H

#include <stdbool.h>
#include <stdint.h>

#include "cursor.h"
#include "ehframe.h"

struct cie {
  const uint8_t* at;  // NULL: none has been read yet
  bool good;
  bool sized;         // its functions say how long what is peculiar to them is
  bool signal;        // a frame of the kernel's for a signal
  uint8_t encoding;   // of addresses
  uint64_t code_unit;
  int64_t data_unit;
  uint64_t back;      // the return address's column
  struct unwind_rule start;
};

struct fde {
  uint32_t begin;  // from the image's first address
  uint32_t end;
  struct cursor program;
};

// The content of the next entry, and moves on behind it.
struct cursor cfi_content(struct cursor* cursor);

// Reads the content of a function's entry and its CIE, unless *cie is the one already. False when it is no function's, or is
// not understood.
bool fde_read(struct fde* fde, struct cursor* content, const struct ehframe_section* section, struct cie* cie);

// Runs a function's program up to `end`: calls with each place where a rule begins to hold.
void cfi_rows(const struct fde* fde, const struct cie* cie, uint32_t end,
              void (*row)(void* sink, uint32_t start, const struct unwind_rule* rule), void* sink);

#endif
