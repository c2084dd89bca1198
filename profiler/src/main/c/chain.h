// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Whether a stack can be walked from a place: follows its frames to the end before AsyncGetCallTrace does.
//
// AsyncGetCallTrace checks each frame by itself, and follows what it finds. It was made for the registers of the interrupted
// thread, and in a prologue, in an epilogue or at a caller that was only guessed these lead into what earlier calls left on the
// stack. There it takes a word for a method or for a note of the frame that called the VM, reads it, writes to it, and the JVM
// dies. So it is asked to walk from registers only where this file has found a chain:
//
// - each frame's code is in the code cache and has a frame of known size, or is the interpreter or the stub through which the VM
//   calls Java, whose frames have a frame pointer;
// - each caller's frame lies above its callee's, and below the stack's end;
// - where the VM called Java, its note of the Java frame before it leads on, and an interpreted method there is one;
// - the last frame is the one through which the VM called Java first, or the one before a mounted virtual thread's frames in the
//   heap, or there were as many frames as are wanted.
//
// It reads the thread's own stack between the stack pointer and its end, the code cache and, for the interpreted method, memory
// that it has asked the kernel about. It writes nothing. async-signal-safe
#ifndef JMHPPROF_CHAIN_H
#define JMHPPROF_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "registers.h"

enum chain {
  CHAIN_BROKEN,
  CHAIN_WHOLE,
  // The chain holds as far as native code that called Java by the foreign function interface. AsyncGetCallTrace stops there.
  CHAIN_TO_UPCALL,
};

struct chain_stack {
  uintptr_t end;           // first address above the thread's stack
  uintptr_t continuation;  // the JVM's entry of the virtual thread that is mounted, on this stack; 0 without one
};

// Learns the layout from the JVM's own description of itself. False where that lacks something: then no chain can be found. Not
// for the handler. After code_init.
bool chain_init(void);

// Follows the frames from `from`, a place in Java code or in a stub that Java called, until the stack's end or for `most` frames,
// not counting those through which the VM called Java.
enum chain chain_follow(struct registers from, struct chain_stack stack, uint32_t most);

#endif
