// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "events.h"

#include <string.h>

#include "alloc.h"
#include "code.h"
#include "descriptors.h"
#include "gc_pause.h"
#include "java_frames.h"
#include "lock.h"
#include "sampling.h"
#include "stubs.h"
#include "thread_events.h"
#include "threads.h"
#include "vmthread.h"

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
  callbacks.ThreadStart = thread_events_start;
  callbacks.ThreadEnd = thread_events_end;
  callbacks.CompiledMethodLoad = on_compiled_method_load;
  callbacks.DynamicCodeGenerated = on_dynamic_code;
  callbacks.VMDeath = on_vm_death;
  // Called only when somebody has turned these events on.
  callbacks.SampledObjectAlloc = alloc_sampled;
  callbacks.MonitorContendedEnter = lock_contended_enter;
  callbacks.MonitorContendedEntered = lock_contended_entered;
  callbacks.GarbageCollectionStart = gc_pause_begin;
  callbacks.GarbageCollectionFinish = gc_pause_end;
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

const char* events_init(JavaVM* vm, JNIEnv* env) {
  if ((*vm)->GetEnv(vm, (void**)&jvmti, JVMTI_VERSION_1_2) != JNI_OK) {
    return "this JVM has no JVMTI";
  }
  const char* error = threads_init();
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
    error = java_frames_init();
  }
  if (error == NULL) {
    error = thread_events_init(jvmti, env);
  }
  if (error == NULL) {
    error = enable();
  }
  if (error == NULL) {
    // After the events are on, so that nothing falls between.
    error = make_ids_of_loaded_classes(env);
  }
  if (error == NULL) {
    error = thread_events_register_running(env);
  }
  if (error == NULL && (*jvmti)->GenerateEvents(jvmti, JVMTI_EVENT_DYNAMIC_CODE_GENERATED) != JVMTI_ERROR_NONE) {
    error = "this JVM does not list its stubs";
  }
  if (error == NULL && stubs_return_barrier() != NULL) {
    vmthread_learn_continuation(stubs_return_barrier());
  }
  return error;
}
