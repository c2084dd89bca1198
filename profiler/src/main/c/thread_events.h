// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What the JVM tells about its threads, through JVMTI.
#ifndef JMHPPROF_THREAD_EVENTS_H
#define JMHPPROF_THREAD_EVENTS_H

#include <jni.h>
#include <jvmti.h>

// Once. NULL, or what is missing.
const char* thread_events_init(jvmtiEnv* environment, JNIEnv* env);

// The events. The JVM calls them on the thread itself.
void JNICALL thread_events_start(jvmtiEnv* ti, JNIEnv* env, jthread thread);
void JNICALL thread_events_end(jvmtiEnv* ti, JNIEnv* env, jthread thread);

// Makes known all threads that run already. Once, when the events are on. NULL, or what went wrong.
const char* thread_events_register_running(JNIEnv* env);

#endif
