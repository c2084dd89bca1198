// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Which thread a perf event's descriptor belongs to: a signal names the descriptor and nothing else.
//
// Ownership: whoever opened a descriptor sets its place and clears it before the descriptor is closed. Handlers only read.
#ifndef JMHPPROF_DESCRIPTORS_H
#define JMHPPROF_DESCRIPTORS_H

#include <stdbool.h>
#include <stdint.h>

#define DESCRIPTORS_MOST (1 << 20)

#define DESCRIPTORS_NONE UINT32_MAX          // never ours
#define DESCRIPTORS_LATE (UINT32_MAX - 1)    // was ours: its last signals can be late

// Reserves memory. False when there is none. Once.
bool descriptors_init(void);

// From here on a signal of `fd` is for the thread entry of this index, which is below DESCRIPTORS_LATE. False when the
// number is too high.
bool descriptors_set(int fd, uint32_t index);

void descriptors_clear(int fd);

// The index of the thread entry, or what there is instead. async-signal-safe
uint32_t descriptors_find(int fd);

#endif
