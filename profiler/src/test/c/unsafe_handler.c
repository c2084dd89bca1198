// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// A handler with the faults that .ci/signal-safety exists to find. Never run.
#include <stdlib.h>

void on_signal(int signo);

void (*hook)(int);
void* last;

__attribute__((noinline)) static void remember(int signo) {
  last = malloc((size_t)signo);
}

__attribute__((noinline)) static void report(int signo) {
  remember(signo);
  hook(signo);
}

void on_signal(int signo) {
  report(signo);
  last = NULL;
}
