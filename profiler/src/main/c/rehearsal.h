// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Made-up records for the reader, so that the JVM has compiled it when it reads real ones.
#ifndef JMHPPROF_REHEARSAL_H
#define JMHPPROF_REHEARSAL_H

#include <jvmti.h>

#include "ring.h"

// Fills a quarter of an empty ring with stacks of the JVM's own functions and of the methods of a class. The number of records,
// 0 where there is no memory. While no window is open.
uint32_t rehearsal_fill(struct ring* ring, jvmtiEnv* jvmti, JNIEnv* env, jclass class);

#endif
