// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// How a library binds its functions to the native methods of its class, in JNI_OnLoad.
#ifndef JMHPPROF_NATIVES_H
#define JMHPPROF_NATIVES_H

#include <jni.h>

// What JNI_OnLoad returns: the version, or JNI_ERR.
static inline jint natives_register(JavaVM* vm, const char* class_name, const JNINativeMethod* methods, jint count) {
  JNIEnv* env;
  if ((*vm)->GetEnv(vm, (void**)&env, JNI_VERSION_1_8) != JNI_OK) {
    return JNI_ERR;
  }
  jclass class = (*env)->FindClass(env, class_name);
  return class == NULL || (*env)->RegisterNatives(env, class, methods, count) != JNI_OK ? JNI_ERR : JNI_VERSION_1_8;
}

#endif
