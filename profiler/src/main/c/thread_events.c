// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "thread_events.h"

#include <stdlib.h>

#include "census.h"
#include "lock.h"
#include "peek.h"
#include "threads.h"
#include "vmthread.h"
#include "wall.h"

static jvmtiEnv* jvmti;

// Longer names are rare.
#define NAME_ROOM 256

// java.lang.Thread and its `run`: most threads have no class of their own.
static jclass thread_class;
static jmethodID thread_run;
static jfieldID thread_name;

// In `room` where it fits, else in memory of its own; NULL where there is none. JVMTI's GetThreadInfo looks up more than that,
// which shows where a program starts threads all the time.
static char* name_of(JNIEnv* env, jthread thread, char* room) {
  jstring text = (*env)->GetObjectField(env, thread, thread_name);
  if (text == NULL) {
    return NULL;
  }
  size_t length = (size_t)(*env)->GetStringUTFLength(env, text);
  char* name = length < NAME_ROOM ? room : malloc(length + 1);
  if (name != NULL) {
    (*env)->GetStringUTFRegion(env, text, 0, (*env)->GetStringLength(env, text), name);
    name[length] = '\0';
  }
  (*env)->DeleteLocalRef(env, text);
  return name;
}

static void release(char* name, const char* room) {
  if (name != room) {
    free(name);
  }
}

static jmethodID run_method(JNIEnv* env, jclass class) {
  jmethodID run = (*env)->GetMethodID(env, class, "run", "()V");
  if (run == NULL) {
    (*env)->ExceptionClear(env);
  }
  return run;
}

// The method that a thread started from Java runs: its stacks end there. 0 when unknown.
static uintptr_t run_method_of(JNIEnv* env, jthread thread) {
  jclass class = (*env)->GetObjectClass(env, thread);
  jmethodID run = (*env)->IsSameObject(env, class, thread_class) ? thread_run : run_method(env, class);
  (*env)->DeleteLocalRef(env, class);
  return (uintptr_t)run;
}

const char* thread_events_init(jvmtiEnv* environment, JNIEnv* env) {
  jvmti = environment;
  jclass found = (*env)->FindClass(env, "java/lang/Thread");
  thread_class = found == NULL ? NULL : (*env)->NewGlobalRef(env, found);
  thread_run = thread_class == NULL ? NULL : run_method(env, thread_class);
  thread_name = thread_run == NULL ? NULL : (*env)->GetFieldID(env, thread_class, "name", "Ljava/lang/String;");
  (*env)->ExceptionClear(env);
  (*env)->DeleteLocalRef(env, found);
  return thread_name == NULL ? "this JVM has no java.lang.Thread with a name" : NULL;
}

// Where the stack of a running thread ends. 0 when unknown.
static uintptr_t root_of(jthread thread) {
  jvmtiFrameInfo oldest;
  jint count = 0;
  jvmtiError error = (*jvmti)->GetStackTrace(jvmti, thread, -1, 1, &oldest, &count);
  return error == JVMTI_ERROR_NONE && count == 1 ? (uintptr_t)oldest.method : 0;
}

void JNICALL thread_events_start(jvmtiEnv* ti, JNIEnv* env, jthread thread) {
  (void)ti;
  char room[NAME_ROOM];
  char* name = name_of(env, thread, room);
  struct java_thread started = {
      .vm = vmthread_own(env),
      .name = name == NULL ? "" : name,
      .root = run_method_of(env, thread),
      .number = vmthread_number(env, thread),
  };
  threads_unblock_current();
  threads_started(&started);
  wall_thread_started(env, thread, &started.vm);
  release(name, room);
}

void JNICALL thread_events_end(jvmtiEnv* ti, JNIEnv* env, jthread thread) {
  (void)thread;
  lock_forget_current(ti);
  wall_thread_ends(env);
  threads_detached();
  wall_thread_ended(env);
}

// A thread that runs by now, and may end at any moment: its start was not reported, its end will be, since the events are on.
//
// Either its last event, `threads_detached`, comes after threads_found and finds the entry. Or it came before: then the thread
// has an entry already, which threads_found leaves alone, or has ended altogether, and then it is not alive any more. Only a
// thread that passed the place of that event just before the events were on ends without a word; it is gone within
// microseconds, and the next census misses it.
static void register_running(JNIEnv* env, const struct peek* peek, jthread thread) {
  struct java_thread running;
  if (!vmthread_find(env, thread, peek, &running.vm)) {
    return;
  }
  char room[NAME_ROOM];
  char* name = name_of(env, thread, room);
  running.name = name == NULL ? "" : name;
  running.root = root_of(thread);
  running.number = vmthread_number(env, thread);
  if (threads_found(&running) && !vmthread_alive(env, thread)) {
    threads_not_found(&running);
  }
  release(name, room);
}

const char* thread_events_register_running(JNIEnv* env) {
  jint count;
  jthread* threads;
  struct peek peek;
  if (!peek_open(&peek)) {
    return "there is no descriptor left for a pipe";
  }
  jvmtiError error = (*jvmti)->GetAllThreads(jvmti, &count, &threads);
  if (error == JVMTI_ERROR_NONE) {
    for (jint i = 0; i < count; i++) {
      register_running(env, &peek, threads[i]);
      (*env)->DeleteLocalRef(env, threads[i]);
    }
    (*jvmti)->Deallocate(jvmti, (unsigned char*)threads);
  }
  peek_close(&peek);
  if (error != JVMTI_ERROR_NONE) {
    return "this JVM does not list its threads";
  }
  // The current thread is one of them: what each new one does at its start, it does here.
  threads_unblock_current();
  census_take();
  return NULL;
}
