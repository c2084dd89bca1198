// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "vmthread.h"

#include "vmstructs.h"

// Of java.lang.Thread: the address of the JVM's thread object, 0 when the thread does not run.
static jfieldID native_thread;

// From the start of a thread object.
static int64_t env_offset;
static int64_t os_thread_offset;
static int64_t stack_base_offset;
static int64_t anchor_sp_offset;
static int64_t anchor_pc_offset;
static int64_t anchor_fp_offset;
static int64_t state_offset;

// JavaThreadState::_thread_in_Java
#define IN_JAVA 8

// From the start of the JVM's object for the kernel's thread.
static int64_t tid_offset;

// Fields have moved between the two classes.
static int64_t thread_offset(const char* field) {
  int64_t offset = vmstructs_offset("JavaThread", field);
  return offset >= 0 ? offset : vmstructs_offset("Thread", field);
}

static bool find_offsets(void) {
  int64_t anchor = vmstructs_offset("JavaThread", "_anchor");
  int64_t sp = vmstructs_offset("JavaFrameAnchor", "_last_Java_sp");
  int64_t pc = vmstructs_offset("JavaFrameAnchor", "_last_Java_pc");
  int64_t fp = vmstructs_offset("JavaFrameAnchor", "_last_Java_fp");
  os_thread_offset = thread_offset("_osthread");
  stack_base_offset = thread_offset("_stack_base");
  state_offset = thread_offset("_thread_state");
  tid_offset = vmstructs_offset("OSThread", "_thread_id");
  anchor_sp_offset = anchor + sp;
  anchor_pc_offset = anchor + pc;
  anchor_fp_offset = anchor + fp;
  return anchor >= 0 && sp >= 0 && pc >= 0 && fp >= 0 && os_thread_offset >= 0 && stack_base_offset >= 0 &&
         state_offset >= 0 && tid_offset >= 0;
}

const char* vmthread_init(JNIEnv* env) {
  static const char* const missing = "this JVM does not say how its threads are laid out";
  jclass class = (*env)->FindClass(env, "java/lang/Thread");
  jmethodID current =
      class == NULL ? NULL : (*env)->GetStaticMethodID(env, class, "currentThread", "()Ljava/lang/Thread;");
  native_thread = current == NULL ? NULL : (*env)->GetFieldID(env, class, "eetop", "J");
  if (native_thread == NULL || !find_offsets()) {
    (*env)->ExceptionClear(env);
    return missing;
  }
  jobject thread = (*env)->CallStaticObjectMethod(env, class, current);
  if ((*env)->ExceptionCheck(env) || thread == NULL) {
    (*env)->ExceptionClear(env);
    return missing;
  }
  env_offset = (int64_t)(intptr_t)env - (*env)->GetLongField(env, thread, native_thread);
  (*env)->DeleteLocalRef(env, thread);
  (*env)->DeleteLocalRef(env, class);
  return NULL;
}

bool vmthread_find(JNIEnv* env, jobject thread, struct vmthread* found) {
  char* object = (char*)(intptr_t)(*env)->GetLongField(env, thread, native_thread);
  const char* os_thread = object == NULL ? NULL : *(char* const*)(object + os_thread_offset);
  if (os_thread == NULL) {
    return false;
  }
  *found = (struct vmthread){
      .tid = *(const pid_t*)(os_thread + tid_offset),
      .env = (JNIEnv*)(object + env_offset),
      .stack_end = *(const uintptr_t*)(object + stack_base_offset),
  };
  return found->tid > 0;
}

struct vmthread_anchor vmthread_anchor(JNIEnv* env) {
  char* object = (char*)env - env_offset;
  return (struct vmthread_anchor){
      .sp = (volatile uintptr_t*)(object + anchor_sp_offset),
      .pc = (volatile uintptr_t*)(object + anchor_pc_offset),
      .fp = (volatile uintptr_t*)(object + anchor_fp_offset),
  };
}

bool vmthread_in_java(JNIEnv* env) {
  const char* object = (const char*)env - env_offset;
  return *(const volatile int*)(object + state_offset) == IN_JAVA;
}
