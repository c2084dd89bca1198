// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Finds the threads that do not report themselves, those of native code and of the VM, and misses those that are gone.
//
// A census lists the process's threads in /proc and compares them with the registry. It takes the registry's lock for a few
// threads at a time and never while it reads /proc, so that threads that start do not wait for it. It asks about a thread it
// knows only once; the number of its directory then tells it from a later thread with the same id.
//
// Three kinds of threads are in /proc and must not be found:
//   - those that have just reported their end, since their time is counted already (census_left);
//   - those that the kernel is taking down;
//   - in a poll, those that are younger than two hundredths of a second: a Java thread reports itself as soon as it runs.
#ifndef JMHPPROF_CENSUS_H
#define JMHPPROF_CENSUS_H

#include <sys/types.h>

// Whoever there is is known afterwards.
void census_take(void);

// To be called several times a second while a window is open. One system call, unless the number of threads is not the one
// that is known, or a second has passed. Censuses take at most half a percent of a processor: after one that took a
// millisecond of CPU time there is none for 200.
void census_poll(void);

// A thread that reports its end has done so. With the registry's lock.
void census_left(pid_t tid);

#endif
