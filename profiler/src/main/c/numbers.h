// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The numbers that mean something on both sides. The library and the jar can be of different versions; both hold their numbers
// against each other at load, like the layout of the ring.
#ifndef JMHPPROF_NUMBERS_H
#define JMHPPROF_NUMBERS_H

#include <stdint.h>

// In the order of SharedNumbers.java. Writes at most n of them, returns how many there are.
uint32_t numbers_shared(int64_t* out, uint32_t n);

#endif
