// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// As much of a JVM as the library asks for before it samples: a description of threads, JNI, JVMTI, and an AsyncGetCallTrace
// that always finds the same stack. The program that plays it must export its symbols (-rdynamic).
#ifndef JMHPPROF_PLAYED_JVM_H
#define JMHPPROF_PLAYED_JVM_H

#include <jni.h>
#include <jvmti.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What AsyncGetCallTrace finds in every Java thread, leaf first, as method and bytecode index.
#define PLAYED_FRAMES 3
#define PLAYED_RUN 0x1000u  // the last one: Thread.run
extern const uintptr_t played_methods[PLAYED_FRAMES];
extern const jint played_bcis[PLAYED_FRAMES];

struct played_os_thread {
  pid_t tid;
};

struct played_thread {
  struct played_os_thread* os_thread;
  uintptr_t stack_base;
  int state;
  uintptr_t last_sp;
  uintptr_t last_pc;
  uintptr_t last_fp;
  JNIEnv env;
  const char* name;
  struct played_os_thread own;
};

// The current thread is a Java thread from here on. `thread` outlives it.
void played_attach(struct played_thread* thread, const char* name);

// async-signal-safe
struct played_thread* played_current(void);

// The JVM of the thread that is attached first.
JavaVM* played_jvm(struct played_thread* first);
struct played_thread* played_first(void);
extern const struct JNINativeInterface_ played_jni;

// What the library has registered for a native method; NULL if it has not, or with another signature.
void* played_native(const char* name, const char* signature);

// What the library wants to be called with.
const jvmtiEventCallbacks* played_callbacks(void);
jvmtiEnv* played_jvmti(void);

// Java's objects, as the library gets them.
jobject played_buffer(void* memory, size_t bytes);

struct played_longs {
  jlong at[128];
  jsize length;
};

#endif
