// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Names of frames, through JVMTI. Never called from a handler.
#ifndef JMHPPROF_SYMBOLS_H
#define JMHPPROF_SYMBOLS_H

#include <jni.h>
#include <jvmti.h>
#include <stdint.h>

struct symbol {
  char* class_signature;  // such as Ljava/lang/String;
  char* method;
  char* method_signature;
  char* file;             // NULL when the class does not say
  jint line;              // 0 when unknown
};

// False when the method's class is gone. The caller releases what it got.
int symbols_resolve(jvmtiEnv* jvmti, JNIEnv* env, uint64_t word, struct symbol* symbol);
void symbols_release(jvmtiEnv* jvmti, struct symbol* symbol);

#endif
