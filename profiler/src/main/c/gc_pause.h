// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// How long the garbage collector has stopped the program, by JVMTI's GarbageCollectionStart and GarbageCollectionFinish.
#ifndef JMHPPROF_GC_PAUSE_H
#define JMHPPROF_GC_PAUSE_H

#include <jvmti.h>
#include <stdbool.h>
#include <stdint.h>

// Asks the JVM for the events and turns them on. False if it refuses. Once is enough.
bool gc_pause_obtain(jvmtiEnv* jvmti);

// All pauses that have ended, ns.
uint64_t gc_pause_total(void);

// Whether there is one now. A thread that asks the JVM for anything waits until it is over.
bool gc_pause_now(void);

// For JVMTI, at a safepoint.
void JNICALL gc_pause_begin(jvmtiEnv* jvmti);
void JNICALL gc_pause_end(jvmtiEnv* jvmti);

#endif
