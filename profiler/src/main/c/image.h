// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// One program or library in this process: where it lies, and its table for unwinding.
#ifndef JMHPPROF_IMAGE_H
#define JMHPPROF_IMAGE_H

#include <link.h>
#include <stdbool.h>
#include <stdint.h>

#include "ehframe.h"

struct image {
  uintptr_t low;  // of all that was loaded
  uintptr_t high;
  uintptr_t code_low;
  uintptr_t code_high;
  struct ehframe table;
  uint64_t print;  // tells it from another one at the same place
};

// Looks where an image lies, and leaves its table empty. False for one without code. The loader must not unload it meanwhile,
// here and below.
bool image_look(struct image* image, const struct dl_phdr_info* info);

// Makes its table; an image without .eh_frame keeps an empty one. False when there is no memory.
bool image_build(struct image* image, const struct dl_phdr_info* info);

#endif
