// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// JDK 19 to 24 do not say where a thread keeps its entry of the mounted virtual thread. The stub through which a virtual thread
// returns to frames in the heap begins by loading that entry: its first instruction has the offset.
//
// From 25 on the JVM says it, and says the same as this instruction (tried: 25, 26, 27).
#ifndef JMHPPROF_BARRIER_H
#define JMHPPROF_BARRIER_H

#include <stdint.h>

// From the start of the JVM's thread object to the entry, by the code of the stub; -1 when the code begins otherwise. Each for
// its processor.
int64_t barrier_offset_x86(const void* code);
int64_t barrier_offset_aarch64(const void* code);

static inline int64_t barrier_offset(const void* code) {
#if defined(__x86_64__)
  return barrier_offset_x86(code);
#else
  return barrier_offset_aarch64(code);
#endif
}

#endif
