// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Native frames: from where a thread was interrupted down to the code cache, or to the function that the thread began with.
//
// Each frame is left by the table of its image (ehframe.h), one whose code no table describes by the frame pointer. A return
// address counts only if it leads into the code of a known image or into the code cache.
//
// Assumption: the memory from the stack pointer to the end that the caller names is one stack, that of the current thread.
//
// Bounds: at most UNWIND_MOST frames. Only that stack is read, from the stack pointer (less the red zone, which the kernel leaves
// alone when it raises a signal) up to its end. Each frame lies above the one before, so that the walk ends. Only the result and
// the cache are written. All of it is async-signal-safe.
#ifndef JMHPPROF_UNWIND_H
#define JMHPPROF_UNWIND_H

#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

#include "ehframe.h"
#include "registers.h"

#define UNWIND_MOST 128u

// The rules found last, by address. Stacks change at the leaf, so that most return addresses have been looked up before.
#define UNWIND_CACHED 128u

struct unwind_cache {
  uint64_t list;  // the number of the list of images that the rules are from
  struct {
    uintptr_t pc;
    const struct unwind_rule* rule;
  } at[UNWIND_CACHED];
};

enum unwind_end {
  UNWIND_CODE,   // the next frame is in the code cache
  UNWIND_ENTRY,  // the last one is the function that the thread began with
  UNWIND_LOST,   // the next frame was not found
  UNWIND_CUT,    // there are more than UNWIND_MOST
};

struct unwound {
  uint32_t count;
  enum unwind_end end;
  // UNWIND_CODE: the frame in the code cache.
  struct registers code;
  bool interrupted;  // it was interrupted by a signal; else its pc is a return address
  uintptr_t pcs[UNWIND_MOST];  // leaf first; of a caller the address before its return address
};

// `stack_end` is the first address above the thread's stack. A pc in the code cache is one of a stub that native code has called.
// async-signal-safe
void unwind(const ucontext_t* context, uintptr_t stack_end, struct unwind_cache* cache, struct unwound* unwound);

// The end of the current thread's stack, for a thread that runs on the stack that it was started with; 0 for any other one, and
// for the process's first thread. The C library keeps what it knows of a thread above its stack, in the same piece of memory.
// async-signal-safe
uintptr_t unwind_own_stack_end(uintptr_t sp);

#endif
