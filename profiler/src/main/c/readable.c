// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "readable.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

bool readable_init(void) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  void* closed = mmap(NULL, page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (closed == MAP_FAILED) {
    return false;
  }
  uint64_t own = 0;
  bool works = readable((uintptr_t)&own) && !readable((uintptr_t)closed);
  munmap(closed, page);
  return works;
}

bool readable(uintptr_t address) {
  int kept = errno;
  // The kernel copies the set before it looks at what to do with it. There is nothing that -1 stands for, so nothing changes:
  // EINVAL says that the set could be read, EFAULT that it could not.
  bool there = syscall(SYS_rt_sigprocmask, -1, address, NULL, sizeof(uint64_t)) == -1 && errno == EINVAL;
  errno = kept;
  return there;
}
