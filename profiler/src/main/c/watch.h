// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Sampled objects that are looked at again after a garbage collection, by weak references. Each has a number; numbers count
// from 1 and are never used again. Nothing here is for a handler.
#ifndef JMHPPROF_WATCH_H
#define JMHPPROF_WATCH_H

#include <jni.h>
#include <stdint.h>

// More objects than this are not watched at a time.
#define WATCH_MOST (1u << 20)

// The number under which the object is watched, or 0: there are too many, or there is no memory.
uint64_t watch_add(JNIEnv* env, jobject object);

// Forgets the objects that are gone.
void watch_reap(JNIEnv* env);

// The numbers of the objects that are there. All are forgotten then. The caller frees the list; NULL when there are none, or
// no memory. Not while objects are added.
uint64_t* watch_take(JNIEnv* env, uint32_t* count);

#endif
