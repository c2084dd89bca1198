// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Included before each file. glibc 2.34 gave these functions a new version when it moved them from libpthread and libdl to
// libc, so that a library that is built there asks for 2.34, although it needs nothing new. The names of the old versions are
// there still: with them the library loads wherever glibc 2.17 is.
//
// A function that comes with a newer version shows up in LibraryNeedsTest, and belongs here or is to be avoided.
#ifndef JMHPPROF_OLD_GLIBC_H
#define JMHPPROF_OLD_GLIBC_H

#include <features.h>

#if defined(__GLIBC__) && defined(__x86_64__)
#define OLD(function) __asm__(".symver " #function "," #function "@GLIBC_2.2.5")
__asm__(".symver pthread_condattr_setclock,pthread_condattr_setclock@GLIBC_2.3.3");
#elif defined(__GLIBC__) && defined(__aarch64__)
#define OLD(function) __asm__(".symver " #function "," #function "@GLIBC_2.17")
OLD(pthread_condattr_setclock);
#else
#define OLD(function) _Static_assert(1, "no other versions")
#endif

OLD(dlopen);
OLD(dlsym);
OLD(pthread_create);
OLD(pthread_getspecific);
OLD(pthread_join);
OLD(pthread_key_create);
OLD(pthread_mutex_trylock);
OLD(pthread_once);
OLD(pthread_setspecific);
OLD(pthread_sigmask);
OLD(sem_destroy);
OLD(sem_init);
OLD(sem_post);
OLD(sem_wait);

#undef OLD

#endif
