// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "vmthread.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "barrier.h"
#include "vmstructs.h"

// Of java.lang.Thread: the address of the JVM's thread object, 0 when the thread does not run.
static jfieldID native_thread;

// Of java.lang.Thread: its number.
static jfieldID thread_number;

// From the start of a thread object.
static int64_t env_offset;
static int64_t os_thread_offset;
static int64_t stack_base_offset;
static int64_t anchor_sp_offset;
static int64_t anchor_pc_offset;
static int64_t anchor_fp_offset;
static int64_t state_offset;
// -1 where there are no virtual threads, or the JVM does not say.
static int64_t continuation_offset;
static int64_t current_offset;  // the number of the thread that owns monitors here, virtual or not
static int64_t object_size;
static int64_t allocated_offset;  // -1: not known

// Where a thread allocates without asking: from the start of a thread object.
static int64_t buffer_start_offset;
static int64_t buffer_top_offset;

// The JVM's key to the current thread's object.
static pthread_key_t current_key;

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
  continuation_offset = vmstructs_offset("JavaThread", "_cont_entry");
  current_offset = vmstructs_offset("JavaThread", "_monitor_owner_id");
  tid_offset = vmstructs_offset("OSThread", "_thread_id");
  object_size = vmstructs_size("JavaThread");
  anchor_sp_offset = anchor + sp;
  anchor_pc_offset = anchor + pc;
  anchor_fp_offset = anchor + fp;
  return anchor >= 0 && sp >= 0 && pc >= 0 && fp >= 0 && os_thread_offset >= 0 && stack_base_offset >= 0 &&
         state_offset >= 0 && tid_offset >= 0 && object_size > 0;
}

// Not needed for sampling.
static void find_allocation_offsets(void) {
  int64_t buffer = thread_offset("_tlab");
  int64_t start = vmstructs_offset("ThreadLocalAllocBuffer", "_start");
  int64_t top = vmstructs_offset("ThreadLocalAllocBuffer", "_top");
  allocated_offset = buffer >= 0 && start >= 0 && top >= 0 ? thread_offset("_allocated_bytes") : -1;
  buffer_start_offset = buffer + start;
  buffer_top_offset = buffer + top;
}

static bool find_key(const void* object) {
  for (pthread_key_t key = 0; key < PTHREAD_KEYS_MAX; key++) {
    if (pthread_getspecific(key) == object) {
      current_key = key;
      return true;
    }
  }
  return false;
}

const char* vmthread_init(JNIEnv* env) {
  static const char* const missing = "this JVM does not say how its threads are laid out";
  jclass class = (*env)->FindClass(env, "java/lang/Thread");
  jmethodID current =
      class == NULL ? NULL : (*env)->GetStaticMethodID(env, class, "currentThread", "()Ljava/lang/Thread;");
  native_thread = current == NULL ? NULL : (*env)->GetFieldID(env, class, "eetop", "J");
  thread_number = native_thread == NULL ? NULL : (*env)->GetFieldID(env, class, "tid", "J");
  if (thread_number == NULL || !find_offsets()) {
    (*env)->ExceptionClear(env);
    return missing;
  }
  find_allocation_offsets();
  jobject thread = (*env)->CallStaticObjectMethod(env, class, current);
  if ((*env)->ExceptionCheck(env) || thread == NULL) {
    (*env)->ExceptionClear(env);
    return missing;
  }
  intptr_t object = (intptr_t)(*env)->GetLongField(env, thread, native_thread);
  env_offset = (intptr_t)env - object;
  (*env)->DeleteLocalRef(env, thread);
  (*env)->DeleteLocalRef(env, class);
  return find_key((const void*)object) ? NULL : missing;
}

static char* object_of(JNIEnv* env) {
  return (char*)env - env_offset;
}

struct vmthread vmthread_own(JNIEnv* env) {
  const char* object = object_of(env);
  const char* os_thread = *(char* const*)(object + os_thread_offset);
  return (struct vmthread){
      .tid = *(const pid_t*)(os_thread + tid_offset),
      .env = env,
      .stack_end = *(const uintptr_t*)(object + stack_base_offset),
  };
}

static char* object_of_thread(JNIEnv* env, jobject thread) {
  return (char*)(intptr_t)(*env)->GetLongField(env, thread, native_thread);
}

bool vmthread_find(JNIEnv* env, jobject thread, const struct peek* peek, struct vmthread* found) {
  char* object = object_of_thread(env, thread);
  const char* os_thread;
  if (object == NULL || !peek_at(peek, object + os_thread_offset, &os_thread, sizeof os_thread) || os_thread == NULL ||
      !peek_at(peek, os_thread + tid_offset, &found->tid, sizeof found->tid) ||
      !peek_at(peek, object + stack_base_offset, &found->stack_end, sizeof found->stack_end)) {
    return false;
  }
  found->env = (JNIEnv*)(object + env_offset);
  // JNI's own barriers keep this look behind what was read.
  return object_of_thread(env, thread) == object && found->tid > 0;
}

bool vmthread_alive(JNIEnv* env, jobject thread) {
  return object_of_thread(env, thread) != NULL;
}

static uintptr_t word_at(const char* object, int64_t offset) {
  return *(const volatile uintptr_t*)(object + offset);
}

struct registers vmthread_noted(JNIEnv* env) {
  const char* object = object_of(env);
  return (struct registers){
      .pc = word_at(object, anchor_pc_offset),
      .sp = word_at(object, anchor_sp_offset),
      .fp = word_at(object, anchor_fp_offset),
  };
}

int vmthread_state(JNIEnv* env) {
  return *(const volatile int*)(object_of(env) + state_offset);
}

bool vmthread_in_java(JNIEnv* env) {
  return vmthread_state(env) == IN_JAVA;
}

uint64_t vmthread_allocated(JNIEnv* env) {
  if (allocated_offset < 0) {
    return 0;
  }
  const char* object = object_of(env);
  uint64_t whole = *(const volatile uint64_t*)(object + allocated_offset);
  uintptr_t start = word_at(object, buffer_start_offset);
  uintptr_t top = word_at(object, buffer_top_offset);
  // The thread may be at work on its buffer.
  return start != 0 && top > start ? whole + (top - start) : whole;
}

void vmthread_learn_continuation(const void* return_barrier) {
  int64_t offset = barrier_offset(return_barrier);
  if (continuation_offset < 0 && offset >= 0 && offset + (int64_t)sizeof(uintptr_t) <= object_size) {
    continuation_offset = offset;
  }
}

uint64_t vmthread_number(JNIEnv* env, jobject thread) {
  return (uint64_t)(*env)->GetLongField(env, thread, thread_number);
}

uint64_t vmthread_mounted(JNIEnv* env, uint64_t own) {
  if (current_offset < 0 || vmthread_continuation(env) == 0) {
    return 0;
  }
  uint64_t current = *(const volatile uint64_t*)(object_of(env) + current_offset);
  return current == own ? 0 : current;
}

uintptr_t vmthread_continuation(JNIEnv* env) {
  return continuation_offset < 0 ? 0 : word_at(object_of(env), continuation_offset);
}

void* vmthread_new_copy(void) {
  return malloc((size_t)object_size);
}

JNIEnv* vmthread_copy(JNIEnv* env, void* copy) {
  static const uintptr_t none = 0;
  static const int in_java = IN_JAVA;
  char* object = copy;
  memcpy(object, object_of(env), (size_t)object_size);
  memcpy(object + anchor_sp_offset, &none, sizeof none);
  memcpy(object + anchor_pc_offset, &none, sizeof none);
  memcpy(object + anchor_fp_offset, &none, sizeof none);
  memcpy(object + state_offset, &in_java, sizeof in_java);
  return (JNIEnv*)(object + env_offset);
}

void vmthread_become(JNIEnv* env) {
  // A plain store where the thread has stored before: glibc and musl allocate nothing then.
  pthread_setspecific(current_key, object_of(env));
}
