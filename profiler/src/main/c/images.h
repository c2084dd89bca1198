// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The programs and libraries in this process, each with its table for unwinding.
//
// images_update() asks the loader what there is. While it reads a library the loader's lock keeps that library where it is, and
// nothing in a table points into the library. So a handler may look up a table at any time, whatever is unloaded meanwhile.
//
// Who may see what, and why nothing goes away under a handler:
//   publish  a list is complete before it is published, one release store, and never changes afterwards
//   look up  a handler takes the list with one acquire load
//   retire   a list that was replaced, and the images that are in none any more, are kept until an update that no handler
//            can be inside of; then they are freed
// A library that has just been unloaded may so be looked up until the next update, and one that has taken its place by the old
// table: that unwinds wrongly, within the bounds of the stack, for a tenth of a second.
#ifndef JMHPPROF_IMAGES_H
#define JMHPPROF_IMAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "ehframe.h"

struct image {
  uintptr_t low;   // of all that was loaded
  uintptr_t high;
  uintptr_t code_low;
  uintptr_t code_high;
  struct ehframe table;
  uint64_t print;  // tells it from another one at the same place
};

struct images {
  uint64_t number;  // counts the lists
  uint32_t count;
  const struct image* at[];  // by address
};

// Takes note of libraries that have come or gone. One pass over the loader's list where none has. `alone`: no handler can be
// inside. False when there is no memory: then the list stays as it is. Not for the handler.
bool images_update(bool alone);

// The list as it is now; never NULL. async-signal-safe
const struct images* images_now(void);

// The image whose code is around an address, or NULL. async-signal-safe
const struct image* images_find(const struct images* images, uintptr_t pc);

#endif
