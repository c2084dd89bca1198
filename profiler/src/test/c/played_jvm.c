// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "played_jvm.h"

#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define IN_NATIVE 4

static pthread_key_t current;
static struct played_thread* first_thread;
static jvmtiEventCallbacks callbacks;

static jvmtiError JNICALL add_capabilities(jvmtiEnv* ti, const jvmtiCapabilities* wanted) {
  (void)ti, (void)wanted;
  return JVMTI_ERROR_NONE;
}

static jvmtiError JNICALL set_callbacks(jvmtiEnv* ti, const jvmtiEventCallbacks* wanted, jint size) {
  (void)ti;
  memcpy(&callbacks, wanted, (size_t)size < sizeof callbacks ? (size_t)size : sizeof callbacks);
  return JVMTI_ERROR_NONE;
}

static jvmtiError JNICALL set_mode(jvmtiEnv* ti, jvmtiEventMode mode, jvmtiEvent event, jthread thread, ...) {
  (void)ti, (void)mode, (void)event, (void)thread;
  return JVMTI_ERROR_NONE;
}

static jvmtiError JNICALL loaded_classes(jvmtiEnv* ti, jint* count, jclass** classes) {
  (void)ti;
  *count = 0;
  *classes = NULL;
  return JVMTI_ERROR_NONE;
}

static jvmtiError JNICALL all_threads(jvmtiEnv* ti, jint* count, jthread** threads) {
  (void)ti;
  static jthread list[1];
  list[0] = (jthread)first_thread;
  *count = 1;
  *threads = list;
  return JVMTI_ERROR_NONE;
}

static jvmtiError JNICALL stack_trace(jvmtiEnv* ti, jthread thread, jint start, jint most, jvmtiFrameInfo* frames, jint* count) {
  (void)ti, (void)thread, (void)start, (void)most;
  frames[0].method = (jmethodID)(uintptr_t)PLAYED_RUN;
  *count = 1;
  return JVMTI_ERROR_NONE;
}

static jvmtiError JNICALL deallocate(jvmtiEnv* ti, unsigned char* memory) {
  (void)ti, (void)memory;
  return JVMTI_ERROR_NONE;
}

static jvmtiError JNICALL generate_events(jvmtiEnv* ti, jvmtiEvent event) {
  (void)ti, (void)event;
  return JVMTI_ERROR_NONE;
}

static const struct jvmtiInterface_1_ tool_interface = {
    .AddCapabilities = add_capabilities,
    .SetEventCallbacks = set_callbacks,
    .SetEventNotificationMode = set_mode,
    .GetLoadedClasses = loaded_classes,
    .GetAllThreads = all_threads,
    .GetStackTrace = stack_trace,
    .Deallocate = deallocate,
    .GenerateEvents = generate_events,
};
static jvmtiEnv jvmti = &tool_interface;

static jint JNICALL get_env(JavaVM* vm, void** env, jint version) {
  (void)vm;
  *env = version == JVMTI_VERSION_1_2 ? (void*)&jvmti : (void*)&first_thread->env;
  return JNI_OK;
}

static const struct JNIInvokeInterface_ invocation = {.GetEnv = get_env};

void played_attach(struct played_thread* thread, const char* name) {
  *thread = (struct played_thread){
      .os_thread = &thread->own,
      .state = IN_NATIVE,
      .env = &played_jni,
      .name = name,
      .own = {(pid_t)syscall(SYS_gettid)},
  };
  pthread_attr_t attributes;
  void* low;
  size_t size;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
    thread->stack_base = (uintptr_t)low + size;
  }
  pthread_setspecific(current, thread);
}

JavaVM* played_jvm(struct played_thread* first) {
  static JavaVM vm = &invocation;
  first_thread = first;
  pthread_key_create(&current, NULL);
  played_attach(first, "main");
  return &vm;
}

const jvmtiEventCallbacks* played_callbacks(void) {
  return &callbacks;
}

jvmtiEnv* played_jvmti(void) {
  return &jvmti;
}

struct played_thread* played_current(void) {
  return pthread_getspecific(current);
}

struct played_thread* played_first(void) {
  return first_thread;
}
