// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// A native method that is all work, found by the JVM by its name.
#include <jni.h>

JNIEXPORT jlong JNICALL Java_org_jmhpprof_workload_NativeCode_churn(JNIEnv* env, jclass type, jlong seed, jint steps);
JNIEXPORT jlong JNICALL Java_org_jmhpprof_workload_NativeCode_churn(JNIEnv* env, jclass type, jlong seed, jint steps) {
  (void)env, (void)type;
  unsigned long long mixed = (unsigned long long)seed;
  for (jint i = 0; i < steps; i++) {
    mixed = mixed * 0x5DEECE66DULL + 0xBULL;
  }
  return (jlong)mixed;
}
