// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Checks of a program that tests a part without a JVM: what fails is printed, and the rest goes on.
#ifndef JMHPPROF_CHECK_H
#define JMHPPROF_CHECK_H

#include <stdio.h>

static int failed;

#define CHECK(condition)                                      \
  do {                                                        \
    if (!(condition)) {                                       \
      printf("%s:%d: %s\n", __func__, __LINE__, #condition);  \
      failed++;                                               \
    }                                                         \
  } while (0)

// The exit status of the program.
static inline int check_result(void) {
  printf("%d failed\n", failed);
  return failed != 0;
}

#endif
