// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "events.h"

#include <stdlib.h>
#include <string.h>

#include "census.h"
#include "code.h"
#include "descriptors.h"
#include "sampling.h"
#include "stubs.h"
#include "threads.h"
#include "vmthread.h"
#include "walk.h"

// As many as HotSpot grants in one frame.
#define MOST_LOCAL_REFERENCES 65535

static jvmtiEnv* jvmti;

jvmtiEnv* events_jvmti(void) {
  return jvmti;
}

// AsyncGetCallTrace cannot make method ids; it fails on a frame whose method has none.
static void make_method_ids(jclass class) {
  jint count;
  jmethodID* methods;
  if ((*jvmti)->GetClassMethods(jvmti, class, &count, &methods) == JVMTI_ERROR_NONE) {
    (*jvmti)->Deallocate(jvmti, (unsigned char*)methods);
  }
}

static void JNICALL on_class_load(jvmtiEnv* ti, JNIEnv* env, jthread thread, jclass class) {
  // Empty on purpose: AsyncGetCallTrace refuses to work unless somebody listens.
  (void)ti, (void)env, (void)thread, (void)class;
}

static void JNICALL on_class_prepare(jvmtiEnv* ti, JNIEnv* env, jthread thread, jclass class) {
  (void)ti, (void)env, (void)thread;
  make_method_ids(class);
}

// The caller frees it with Deallocate.
static char* name_of(JNIEnv* env, jthread thread) {
  jvmtiThreadInfo info;
  memset(&info, 0, sizeof info);
  if ((*jvmti)->GetThreadInfo(jvmti, thread, &info) != JVMTI_ERROR_NONE) {
    return NULL;
  }
  if (info.thread_group != NULL) {
    (*env)->DeleteLocalRef(env, info.thread_group);
  }
  if (info.context_class_loader != NULL) {
    (*env)->DeleteLocalRef(env, info.context_class_loader);
  }
  return info.name;
}

static void release(char* text) {
  if (text != NULL) {
    (*jvmti)->Deallocate(jvmti, (unsigned char*)text);
  }
}

// The method that a thread started from Java runs: its stacks end there. 0 when unknown.
static uintptr_t run_method_of(JNIEnv* env, jthread thread) {
  jclass class = (*env)->GetObjectClass(env, thread);
  jmethodID run = (*env)->GetMethodID(env, class, "run", "()V");
  if (run == NULL) {
    (*env)->ExceptionClear(env);
  }
  (*env)->DeleteLocalRef(env, class);
  return (uintptr_t)run;
}

// Where the stack of a running thread ends. 0 when unknown.
static uintptr_t root_of(jthread thread) {
  jvmtiFrameInfo oldest;
  jint count = 0;
  jvmtiError error = (*jvmti)->GetStackTrace(jvmti, thread, -1, 1, &oldest, &count);
  return error == JVMTI_ERROR_NONE && count == 1 ? (uintptr_t)oldest.method : 0;
}

static void JNICALL on_thread_start(jvmtiEnv* ti, JNIEnv* env, jthread thread) {
  (void)ti;
  char* name = name_of(env, thread);
  struct java_thread started = {
      .vm = vmthread_own(env),
      .name = name == NULL ? "" : name,
      .root = run_method_of(env, thread),
  };
  threads_unblock_current();
  threads_started(&started);
  release(name);
}

static void JNICALL on_thread_end(jvmtiEnv* ti, JNIEnv* env, jthread thread) {
  (void)ti, (void)env, (void)thread;
  threads_detached();
}

static void JNICALL on_compiled_method_load(jvmtiEnv* ti, jmethodID method, jint size, const void* address, jint map_length,
                                            const jvmtiAddrLocationMap* map, const void* compile_info) {
  // Empty on purpose: a listener makes the JIT keep debug information for every pc, also where no flag asks for it.
  (void)ti, (void)method, (void)size, (void)address, (void)map_length, (void)map, (void)compile_info;
}

static void JNICALL on_dynamic_code(jvmtiEnv* ti, const char* name, const void* address, jint length) {
  (void)ti;
  stubs_add(name, (uintptr_t)address, (size_t)length);
}

static void JNICALL on_vm_death(jvmtiEnv* ti, JNIEnv* env) {
  (void)ti, (void)env;
  sampling_shut_down();
}

static const char* enable(void) {
  jvmtiCapabilities wanted;
  memset(&wanted, 0, sizeof wanted);
  wanted.can_get_source_file_name = 1;
  wanted.can_get_line_numbers = 1;
  wanted.can_generate_compiled_method_load_events = 1;
  if ((*jvmti)->AddCapabilities(jvmti, &wanted) != JVMTI_ERROR_NONE) {
    return "this JVM does not grant the JVMTI capabilities for source lines and compiled methods";
  }
  jvmtiEventCallbacks callbacks;
  memset(&callbacks, 0, sizeof callbacks);
  callbacks.ClassLoad = on_class_load;
  callbacks.ClassPrepare = on_class_prepare;
  callbacks.ThreadStart = on_thread_start;
  callbacks.ThreadEnd = on_thread_end;
  callbacks.CompiledMethodLoad = on_compiled_method_load;
  callbacks.DynamicCodeGenerated = on_dynamic_code;
  callbacks.VMDeath = on_vm_death;
  static const jvmtiEvent events[] = {
      JVMTI_EVENT_CLASS_LOAD,   JVMTI_EVENT_CLASS_PREPARE,        JVMTI_EVENT_THREAD_START,           JVMTI_EVENT_THREAD_END,
      JVMTI_EVENT_VM_DEATH,     JVMTI_EVENT_COMPILED_METHOD_LOAD, JVMTI_EVENT_DYNAMIC_CODE_GENERATED,
  };
  if ((*jvmti)->SetEventCallbacks(jvmti, &callbacks, sizeof callbacks) != JVMTI_ERROR_NONE) {
    return "this JVM does not take JVMTI callbacks";
  }
  for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
    if ((*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, events[i], NULL) != JVMTI_ERROR_NONE) {
      return "this JVM does not send the JVMTI events that sampling needs";
    }
  }
  return NULL;
}

static const char* make_ids_of_loaded_classes(JNIEnv* env) {
  jint count;
  jclass* classes;
  // JVMTI answers with one local reference for each class.
  if ((*env)->PushLocalFrame(env, MOST_LOCAL_REFERENCES) != 0) {
    return "out of memory";
  }
  if ((*jvmti)->GetLoadedClasses(jvmti, &count, &classes) != JVMTI_ERROR_NONE) {
    (*env)->PopLocalFrame(env, NULL);
    return "this JVM does not list its classes";
  }
  for (jint i = 0; i < count; i++) {
    make_method_ids(classes[i]);
    (*env)->DeleteLocalRef(env, classes[i]);
  }
  (*jvmti)->Deallocate(jvmti, (unsigned char*)classes);
  (*env)->PopLocalFrame(env, NULL);
  return NULL;
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
  char* name = name_of(env, thread);
  running.name = name == NULL ? "" : name;
  running.root = root_of(thread);
  if (threads_found(&running) && !vmthread_alive(env, thread)) {
    threads_not_found(&running);
  }
  release(name);
}

static const char* register_running_threads(JNIEnv* env) {
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
  return error == JVMTI_ERROR_NONE ? NULL : "this JVM does not list its threads";
}

const char* events_init(JavaVM* vm, JNIEnv* env) {
  if ((*vm)->GetEnv(vm, (void**)&jvmti, JVMTI_VERSION_1_2) != JNI_OK) {
    return "this JVM has no JVMTI";
  }
  const char* error = walk_init();
  if (error == NULL) {
    error = threads_init();
  }
  if (error == NULL && !descriptors_init()) {
    error = "there is no address space for a list of descriptors";
  }
  if (error == NULL) {
    error = vmthread_init(env);
  }
  if (error == NULL) {
    error = code_init();
  }
  if (error == NULL) {
    error = enable();
  }
  if (error == NULL) {
    // After the events are on, so that nothing falls between.
    error = make_ids_of_loaded_classes(env);
  }
  if (error == NULL) {
    error = register_running_threads(env);
  }
  if (error == NULL) {
    // Its start is over, so it does this here.
    threads_unblock_current();
    census_take();
  }
  if (error == NULL && (*jvmti)->GenerateEvents(jvmti, JVMTI_EVENT_DYNAMIC_CODE_GENERATED) != JVMTI_ERROR_NONE) {
    error = "this JVM does not list its stubs";
  }
  return error;
}
