// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Numbers of classes, for the words that name one. A class keeps its number, as a tag that JVMTI drops with the class; the
// number keeps its name for good.
#ifndef JMHPPROF_CLASSES_H
#define JMHPPROF_CLASSES_H

#include <jni.h>
#include <jvmti.h>
#include <stdint.h>

// The number of a class, from 1. 0 when there is no room for one more. Not for a handler.
uint32_t classes_number(jvmtiEnv* jvmti, jclass class);

// Its signature, such as [B, which stays valid; NULL for a number that is not known.
const char* classes_signature(uint32_t number);

#endif
