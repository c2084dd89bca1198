// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Call frame information, CFI: the programs in the entries of .eh_frame. A program says from which instruction of a function on
// which rule holds.
#ifndef JMHPPROF_CFI_H
#define JMHPPROF_CFI_H

#include <stdint.h>

#include "entries.h"

// Runs the program of a CIE: sets cie->start, and cie->good unless the program is not understood.
void cfi_start(struct cie* cie, struct cursor program);

// Runs the program of a function up to `end`. Calls `row` with each place from which on a rule holds.
void cfi_rows(const struct fde* fde, const struct cie* cie, uint32_t end,
              void (*row)(void* sink, uint32_t start, const struct unwind_rule* rule), void* sink);

#endif
