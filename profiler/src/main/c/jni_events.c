// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What the JVM reports beside CPU time, for Java: org.jmhpprof.sampler.NativeSampler.
#include <stdlib.h>

#include "alloc.h"
#include "events.h"
#include "jni_parts.h"
#include "lock.h"
#include "wall.h"
#include "watch.h"

// NULL, or why there can be no samples of allocations.
static jstring JNICALL native_obtain_allocations(JNIEnv* env, jclass class) {
  (void)class;
  const char* error = alloc_obtain(events_jvmti());
  return error == NULL ? NULL : (*env)->NewStringUTF(env, error);
}

static jboolean JNICALL native_keep_allocations(JNIEnv* env, jclass class, jint interval) {
  (void)env, (void)class;
  return alloc_keep(events_jvmti(), (uint32_t)interval);
}

static void JNICALL native_release_allocations(JNIEnv* env, jclass class) {
  (void)env, (void)class;
  alloc_release(events_jvmti());
}

// NULL, or why there can be no samples of waits for monitors.
static jstring JNICALL native_obtain_contentions(JNIEnv* env, jclass class) {
  (void)class;
  const char* error = lock_obtain(events_jvmti());
  return error == NULL ? NULL : (*env)->NewStringUTF(env, error);
}

static jboolean JNICALL native_keep_contentions(JNIEnv* env, jclass class, jint depth) {
  (void)env, (void)class;
  return lock_keep(events_jvmti(), (uint32_t)depth);
}

static void JNICALL native_release_contentions(JNIEnv* env, jclass class) {
  (void)env, (void)class;
  lock_release(events_jvmti());
}

// NULL, or why time off the processor cannot be seen.
static jstring JNICALL native_obtain_wall(JNIEnv* env, jclass class) {
  (void)class;
  const char* error = wall_obtain(events_jvmti(), env);
  return error == NULL ? NULL : (*env)->NewStringUTF(env, error);
}

static void JNICALL native_visit(JNIEnv* env, jclass class) {
  (void)class;
  wall_visit(env);
}

static void JNICALL native_end_visits(JNIEnv* env, jclass class) {
  (void)env, (void)class;
  wall_end();
}

static void JNICALL native_reap_watched(JNIEnv* env, jclass class) {
  (void)class;
  watch_reap(env);
}

static void JNICALL native_forget_watched(JNIEnv* env, jclass class) {
  (void)class;
  uint32_t count;
  free(watch_take(env, &count));
}

// The numbers of the watched objects that are alive after a garbage collection; NULL when the JVM does not collect.
static jlongArray JNICALL native_take_watched(JNIEnv* env, jclass class) {
  (void)class;
  jvmtiEnv* jvmti = events_jvmti();
  if ((*jvmti)->ForceGarbageCollection(jvmti) != JVMTI_ERROR_NONE) {
    return NULL;
  }
  uint32_t count;
  uint64_t* numbers = watch_take(env, &count);
  jlongArray array = jni_longs(env, (const int64_t*)numbers, count);
  free(numbers);
  return array;
}

jint jni_events_register(JavaVM* vm) {
  static const JNINativeMethod methods[] = {
      {"obtainAllocations", "()Ljava/lang/String;", (void*)native_obtain_allocations},
      {"keepAllocations", "(I)Z", (void*)native_keep_allocations},
      {"releaseAllocations", "()V", (void*)native_release_allocations},
      {"obtainContentions", "()Ljava/lang/String;", (void*)native_obtain_contentions},
      {"keepContentions", "(I)Z", (void*)native_keep_contentions},
      {"releaseContentions", "()V", (void*)native_release_contentions},
      {"obtainWall", "()Ljava/lang/String;", (void*)native_obtain_wall},
      {"visit", "()V", (void*)native_visit},
      {"endVisits", "()V", (void*)native_end_visits},
      {"reapWatched", "()V", (void*)native_reap_watched},
      {"forgetWatched", "()V", (void*)native_forget_watched},
      {"takeWatched", "()[J", (void*)native_take_watched},
  };
  return jni_register(vm, methods, sizeof methods / sizeof methods[0]);
}
