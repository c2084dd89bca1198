// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// Threads with the number of one that is gone.
#include <jni.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static uint64_t own_cpu(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static pid_t own_id(void) {
  return (pid_t)syscall(SYS_gettid);
}

// Makes the kernel look for the next free number from `id` on.
static bool set_next(pid_t id) {
  FILE* file = fopen("/proc/sys/kernel/ns_last_pid", "we");
  if (file == NULL) {
    return false;
  }
  bool written = fprintf(file, "%d", (int)id - 1) > 0;
  return fclose(file) == 0 && written;
}

struct life {
  const char* name;
  uint64_t nanos;
  pid_t wanted;  // 0: any
  pid_t id;
};

static void* live(void* argument) {
  struct life* life = argument;
  pid_t id = own_id();
  if (life->wanted == 0 || life->wanted == id) {
    life->id = id;
    pthread_setname_np(pthread_self(), life->name);
    while (own_cpu() < life->nanos) {
      // on
    }
  }
  return NULL;
}

JNIEXPORT jint JNICALL Java_org_jmhpprof_workload_ThreadIds_own(JNIEnv* env, jclass type);
JNIEXPORT jint JNICALL Java_org_jmhpprof_workload_ThreadIds_own(JNIEnv* env, jclass type) {
  (void)env, (void)type;
  return own_id();
}

JNIEXPORT jboolean JNICALL Java_org_jmhpprof_workload_ThreadIds_next(JNIEnv* env, jclass type, jint id);
JNIEXPORT jboolean JNICALL Java_org_jmhpprof_workload_ThreadIds_next(JNIEnv* env, jclass type, jint id) {
  (void)env, (void)type;
  return set_next(id);
}

JNIEXPORT jint JNICALL Java_org_jmhpprof_workload_ThreadIds_live(JNIEnv* env, jclass type, jstring name, jlong nanos, jint id);
JNIEXPORT jint JNICALL Java_org_jmhpprof_workload_ThreadIds_live(JNIEnv* env, jclass type, jstring name, jlong nanos, jint id) {
  (void)type;
  struct life life = {.nanos = (uint64_t)nanos, .wanted = id};
  life.name = (*env)->GetStringUTFChars(env, name, NULL);
  pthread_t thread;
  if ((id == 0 || set_next(id)) && pthread_create(&thread, NULL, live, &life) == 0) {
    pthread_join(thread, NULL);
  }
  (*env)->ReleaseStringUTFChars(env, name, life.name);
  return life.id;
}
