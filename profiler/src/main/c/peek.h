// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Reads memory that somebody else may give back at any moment. The kernel copies it through a pipe and says EFAULT where a load
// of our own would end the process. Everybody may use pipes, also where process_vm_readv is forbidden.
#ifndef JMHPPROF_PEEK_H
#define JMHPPROF_PEEK_H

#include <stdbool.h>
#include <stddef.h>

struct peek {
  int ends[2];
};

bool peek_open(struct peek* peek);

// Copies up to a page. False, and nothing is copied, when the memory is not there.
bool peek_at(const struct peek* peek, const void* from, void* to, size_t size);

void peek_close(struct peek* peek);

#endif
