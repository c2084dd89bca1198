// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Allocation: samples of objects, by JVMTI's SampledObjectAlloc, and how many bytes were allocated in all.
//
// The event comes on the thread that allocates, for the object that holds the byte at which the interval ends; intervals are
// exponentially distributed. It is an ordinary call from the JVM. All that may have to wait, such as JVMTI's own functions,
// comes before the window is entered, so that whoever closes the window waits for the writing of a record only.
//
// A record's stack is: the object's class and size, the thread's stack, and the number under which the object is watched.
#ifndef JMHPPROF_ALLOC_H
#define JMHPPROF_ALLOC_H

#include <jni.h>
#include <jvmti.h>
#include <stdbool.h>
#include <stdint.h>

#include "registry.h"

// Words of a record's stack beside the thread's own. Shared with SamplerOptions.java.
#define ALLOC_EXTRA_WORDS 3

// Asks the JVM for the event, without turning it on. NULL, or why it cannot be had. Once is enough.
const char* alloc_obtain(jvmtiEnv* jvmti);

struct alloc_settings {
  uint32_t interval;  // bytes between two samples, on average
  uint32_t depth;     // frames of a stack
  bool watch;         // the objects are watched
};

// Turns the event on, and off unless it is kept. False if the JVM refuses.
bool alloc_start(jvmtiEnv* jvmti, const struct alloc_settings* settings);
void alloc_stop(jvmtiEnv* jvmti);

// Keeps the event on between windows, when nothing comes of it, and lets go of it. Where it is off, the JVM forgets how far each
// thread is on its way to the next sample, but not the bytes of the thread's own buffer: a thread's first sample in a window
// would be drawn from up to a buffer of bytes that were allocated before it.
bool alloc_keep(jvmtiEnv* jvmti, uint32_t interval);
void alloc_release(jvmtiEnv* jvmti);

// For JVMTI.
void JNICALL alloc_sampled(jvmtiEnv* jvmti, JNIEnv* env, jthread thread, jobject object, jclass class, jlong size);

// With the registry's lock: the bytes that a thread allocates count from here on, or up to here.
void alloc_count_from(struct thread_entry* entry);
void alloc_count_up_to(struct thread_entry* entry);

#endif
