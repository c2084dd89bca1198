// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The files that know Java's side of the library, org.jmhpprof.sampler.NativeSampler: they translate, and nothing else.
#ifndef JMHPPROF_JNI_PARTS_H
#define JMHPPROF_JNI_PARTS_H

#include <jni.h>
#include <stddef.h>
#include <stdint.h>

// Gives the class these methods. The version of JNI that is needed, or JNI_ERR.
jint jni_register(JavaVM* vm, const JNINativeMethod* methods, size_t count);

jint jni_events_register(JavaVM* vm);
jint jni_names_register(JavaVM* vm);

// NULL when there is no memory.
jlongArray jni_longs(JNIEnv* env, const int64_t* values, uint32_t count);

#endif
