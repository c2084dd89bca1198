// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The kinds of samples. Each has its own table on the Java side, and nothing else: ring, reader, names and writer are shared.
#ifndef JMHPPROF_KIND_H
#define JMHPPROF_KIND_H

#include "ring.h"

// The numbers are shared with Event.java.
enum kind {
  KIND_CPU = 0,    // count: ticks; value: ns of CPU time
  KIND_ALLOC = 1,  // count: objects; value: bytes. As sampled: the reader knows how many one stands for
  KIND_LOCK = 2,   // count: waits; value: ns that they took
  KIND_WALL = 3,   // count: visits; value: ns off the processor
};

_Static_assert((int)KIND_WALL < (int)RING_KINDS, "the ring keeps so many kinds apart");

// A kind as a member of a set.
#define KIND_BIT(kind) (1u << (kind))

#endif
