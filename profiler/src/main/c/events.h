// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What the JVM tells us through JVMTI: threads that come and go, classes whose methods need ids, stubs that are generated.
#ifndef JMHPPROF_EVENTS_H
#define JMHPPROF_EVENTS_H

#include <jni.h>
#include <jvmti.h>

// Once per process. NULL, or what went wrong.
const char* events_init(JavaVM* vm, JNIEnv* env);

// The environment that events_init made.
jvmtiEnv* events_jvmti(void);

#endif
