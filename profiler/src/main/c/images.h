// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The programs and libraries in this process, each with its table for unwinding.
//
// images_update() asks the loader for its list. The loader's lock keeps a library in place while it is read, and a table does not
// point into the library. So a handler may look up a table at any time, whatever is unloaded meanwhile.
//
// Order of stores, and why nothing goes away under a handler:
//   publish  a list is complete before it is published with one release store, and never changes afterwards
//   look up  a handler takes the list with one acquire load
//   retire   a list that was replaced, and images that are on no list any more, are kept until an update at a time when no
//            handler can be inside; then they are freed
// Until the next update, a tenth of a second, a library that was unloaded still has its table, and a library that took its place
// has the wrong one. Unwinding by it gives wrong callers, but reads only the stack.
#ifndef JMHPPROF_IMAGES_H
#define JMHPPROF_IMAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "image.h"

struct images {
  uint64_t number;  // counts the lists
  uint32_t count;
  const struct image* at[];  // by address
};

// Looks for libraries that have come or gone; a fraction of a microsecond if there are none. `alone`: no handler can be inside.
// False when there is no memory: then the list stays as it is. Not for the handler.
bool images_update(bool alone);

// The list as it is now; never NULL. async-signal-safe
const struct images* images_now(void);

// The image whose code is around an address, or NULL. async-signal-safe
const struct image* images_find(const struct images* images, uintptr_t pc);

#endif
