// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The entries of .eh_frame. An entry is a common one (CIE), or it describes a function (FDE) and refers to a common one. The
// common one says how the function's numbers are written and what its frame is at the start.
#ifndef JMHPPROF_ENTRIES_H
#define JMHPPROF_ENTRIES_H

#include <stdbool.h>
#include <stdint.h>

#include "cursor.h"
#include "ehframe.h"

struct cie {
  const uint8_t* at;  // NULL: none has been read yet
  bool good;
  bool sized;         // its functions say how long their own augmentation is
  bool signal;        // the kernel's frame for a signal
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

// The content of the next entry. The cursor moves on behind it.
struct cursor entry_content(struct cursor* cursor);

// Reads the content of a function's entry, and its CIE unless *cie is that one already. False for an entry that is no
// function's or is not understood.
bool entry_function(struct fde* fde, struct cursor* content, const struct ehframe_section* section, struct cie* cie);

#endif
