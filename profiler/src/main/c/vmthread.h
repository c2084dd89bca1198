// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What the JVM's own thread objects hold and JVMTI does not tell. A JNIEnv lies inside such an object, at the same distance
// from its start in every thread.
#ifndef JMHPPROF_VMTHREAD_H
#define JMHPPROF_VMTHREAD_H

#include <jni.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// Learns the layout from the JVM's own description of itself. NULL, or what is missing.
const char* vmthread_init(JNIEnv* env);

struct vmthread {
  pid_t tid;
  JNIEnv* env;
  uintptr_t stack_end;  // first address above its stack
};

// What the JVM knows of a thread that runs; false when it does not run.
bool vmthread_find(JNIEnv* env, jobject thread, struct vmthread* found);

// The thread's note of its last Java frame, for a thread that left Java.
struct vmthread_anchor {
  volatile uintptr_t* sp;
  volatile uintptr_t* pc;
  volatile uintptr_t* fp;
};

// Address arithmetic only: async-signal-safe
struct vmthread_anchor vmthread_anchor(JNIEnv* env);

// Whether the thread runs Java code, or code of the VM that it called without leaving Java. async-signal-safe
bool vmthread_in_java(JNIEnv* env);

#endif
