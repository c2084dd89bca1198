// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The stack walk: one function, so that a better walker can replace it. Java frames come from java_frames.h.
#ifndef JMHPPROF_WALK_H
#define JMHPPROF_WALK_H

#include <jni.h>
#include <stdbool.h>
#include <stdint.h>

#include "guess.h"
#include "kernel_chain.h"
#include "unwind.h"

// Frames kept at the root end of a stack that is deeper than wanted. The harness has 15 to 30 frames below the timed loop, and
// phase and figures per operation hang on them. Shared with SamplerOptions.java.
#define WALK_ROOT_FRAMES 64

// Words of a stack beside its Java frames: native frames, the stub that called them, the mark of native frames that are missing,
// and the mark of a cut or of an unknown root.
#define WALK_EXTRA_WORDS (UNWIND_MOST + 3)

// Which native frames a stack has. The numbers are shared with NativeSampler.java.
enum walk_native {
  WALK_NATIVE_OFF = 0,   // none: stubs of the JVM and Java frames only
  WALK_NATIVE_LEAF = 1,  // the one that was interrupted
  WALK_NATIVE_FULL = 2,  // all down to the Java frames, or to the function that the thread began with
};

// Walks from guessed callers for one stack: the candidates and the best of them again, twice over, since a call from Java into the
// VM is guessed at before it is walked; and the candidates for the root end.
#define WALK_MOST_RETRIES (2 * (GUESS_MOST + 1) + GUESS_MOST)

struct call_frame;

// Native frames of the stack walked last.
struct native_frames {
  struct unwound found;
  struct unwind_cache cache;
};

// Memory for one walk, owned by one thread: a stack of this size does not belong on the stack that is being sampled, which
// may be close to its guard pages.
struct walk_buffer {
  uint64_t* words;      // before them is room for the kernel's frames
  uint64_t* memory;     // of both
  struct call_frame* frames;
  void* thread;         // room for a copy of the JVM's thread object
  void* context;        // room for a copy of the registers
  struct native_frames* native;
  enum walk_native which;
  uint32_t capacity;    // frames that there is room for
  uint32_t depth;       // frames wanted at the leaf end
  uint32_t retries;     // walks from guessed callers for the stack walked last
  uintptr_t stack_end;  // first address above the thread's stack; 0 when unknown
  uintptr_t root;       // id of the method that every whole stack of the thread ends in; 0 when unknown
  bool root_seen;       // a walk has ended there

  // Where the root end was found last: only a hint, looked at again before it is used.
  uintptr_t root_slot;
  uintptr_t root_back;
};

// Makes room for stacks of `depth` Java frames. Not for the handler.
bool walk_buffer_ready(struct walk_buffer* buffer, uint32_t depth, enum walk_native which);

// The buffer serves another thread from now on: what it knew of the one before is forgotten. Not while a handler uses it.
void walk_buffer_assign(struct walk_buffer* buffer, uintptr_t stack_end, uintptr_t root);

// Writes the stack of the interrupted thread to buffer->words, leaf first, and returns how many words there are, at least
// one. A failed walk is one pseudo frame. A stack deeper than `depth` and WALK_ROOT_FRAMES loses frames from its middle.
// `env` is NULL for a thread that is not a Java thread. async-signal-safe
uint32_t walk_stack(struct walk_buffer* buffer, JNIEnv* env, void* ucontext);

#endif
