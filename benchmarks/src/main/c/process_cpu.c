// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// The CPU time of the process, in ns. Java's own count of it has steps of 10 ms.
#include <jni.h>
#include <stddef.h>
#include <time.h>

#include "natives.h"

static jlong JNICALL process_cpu(JNIEnv* env, jclass class) {
  (void)env, (void)class;
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (jlong)time.tv_sec * 1000000000 + time.tv_nsec;
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved);

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved) {
  (void)reserved;
  static const JNINativeMethod methods[] = {{"processCpu", "()J", (void*)process_cpu}};
  return natives_register(vm, "org/jmhpprof/benchmarks/ForkTimes", methods, 1);
}
