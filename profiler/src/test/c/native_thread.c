// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// A thread that the JVM did not start, which attaches itself, works, and detaches, as it is told step by step.
#include <jni.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define STEPS_BETWEEN_LOOKS 10000

struct task {
  JavaVM* vm;
  const char* steps;
  uint64_t nanos;  // of CPU time, for each step of work
  uint64_t spent;
};

static volatile uint64_t sink;

static uint64_t own_cpu(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static __attribute__((noinline)) void native_thread_burn(uint64_t nanos) {
  uint64_t end = own_cpu() + nanos;
  uint64_t mixed = sink;
  while (own_cpu() < end) {
    for (int i = 0; i < STEPS_BETWEEN_LOOKS; i++) {
      mixed = mixed * 0x5DEECE66DULL + 0xBULL;
    }
    sink = mixed;
  }
}

static void attach(JavaVM* vm) {
  JNIEnv* env;
  JavaVMAttachArgs arguments = {.version = JNI_VERSION_1_8, .name = (char*)"attached", .group = NULL};
  (*vm)->AttachCurrentThread(vm, (void**)&env, &arguments);
}

static void* run(void* argument) {
  struct task* task = argument;
  pthread_setname_np(pthread_self(), "native-thread");
  for (const char* step = task->steps; *step != '\0'; step++) {
    switch (*step) {
      case 'A': attach(task->vm); break;
      case 'D': (*task->vm)->DetachCurrentThread(task->vm); break;
      case 'W': native_thread_burn(task->nanos); break;
      default: nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL); break;
    }
  }
  task->spent = own_cpu();
  return NULL;
}

JNIEXPORT jlong JNICALL Java_org_jmhpprof_workload_NativeThreads_run(JNIEnv* env, jclass type, jstring steps, jlong nanos);
JNIEXPORT jlong JNICALL Java_org_jmhpprof_workload_NativeThreads_run(JNIEnv* env, jclass type, jstring steps, jlong nanos) {
  (void)type;
  struct task task = {.nanos = (uint64_t)nanos};
  (*env)->GetJavaVM(env, &task.vm);
  task.steps = (*env)->GetStringUTFChars(env, steps, NULL);
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, &task) != 0) {
    return -1;
  }
  pthread_join(thread, NULL);
  (*env)->ReleaseStringUTFChars(env, steps, task.steps);
  return (jlong)task.spent;
}
