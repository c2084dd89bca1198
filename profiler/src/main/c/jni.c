// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The only file that knows Java's side of the library: org.jmhpprof.sampler.NativeSampler.
#include <jni.h>
#include <stdint.h>
#include <stdlib.h>

#include "alloc.h"
#include "census.h"
#include "classes.h"
#include "clock.h"
#include "counters.h"
#include "demangle.h"
#include "events.h"
#include "frame.h"
#include "lock.h"
#include "natives.h"
#include "numbers.h"
#include "ring.h"
#include "sampling.h"
#include "signal_cost.h"
#include "stubs.h"
#include "switch_cost.h"
#include "symbols.h"
#include "threads.h"
#include "wall.h"
#include "watch.h"
#include "window.h"

#define COSTS 8
#define MOST_NUMBERS 96

static JavaVM* java_vm;

static void throw_state(JNIEnv* env, const char* message) {
  jclass class = (*env)->FindClass(env, "java/lang/IllegalStateException");
  if (class != NULL) {
    (*env)->ThrowNew(env, class, message);
  }
}

static jstring JNICALL native_init(JNIEnv* env, jclass class) {
  (void)class;
  const char* error = events_init(java_vm, env);
  return error == NULL ? NULL : (*env)->NewStringUTF(env, error);
}

static jlongArray longs(JNIEnv* env, const int64_t* values, uint32_t count) {
  jlongArray array = (*env)->NewLongArray(env, (jsize)count);
  if (array != NULL) {
    (*env)->SetLongArrayRegion(env, array, 0, (jsize)count, (const jlong*)values);
  }
  return array;
}

static jlongArray JNICALL native_ring_layout(JNIEnv* env, jclass class) {
  (void)class;
  int64_t values[MOST_NUMBERS];
  return longs(env, values, ring_layout(values, MOST_NUMBERS));
}

static jlongArray JNICALL native_shared_numbers(JNIEnv* env, jclass class) {
  (void)class;
  int64_t values[MOST_NUMBERS];
  return longs(env, values, numbers_shared(values, MOST_NUMBERS));
}

// The result of sampling_start in the low half, the errno in the high half.
static jlong JNICALL native_start(JNIEnv* env, jclass class, jobject memory, jint kinds, jlong interval, jint depth,
                                  jint clock, jboolean refresh, jint which, jboolean kernel, jint alloc_interval, jboolean watch,
                                  jlong lock_threshold, jlong wall_interval, jboolean wall_idle) {
  (void)class;
  struct window_settings settings = {
      .kinds = (uint32_t)kinds,
      .alloc_interval = (uint32_t)alloc_interval,
      .watch = watch == JNI_TRUE,
      .lock_threshold = (uint64_t)lock_threshold,
      .wall_interval = (uint64_t)wall_interval,
      .wall_idle = wall_idle == JNI_TRUE,
      .choice = (enum clock_choice)clock,
      .interval = (uint64_t)interval,
      .refresh = refresh == JNI_TRUE,
      .depth = (uint32_t)depth,
      .native = (enum walk_native)which,
      .kernel = kernel == JNI_TRUE,
  };
  void* address = (*env)->GetDirectBufferAddress(env, memory);
  jlong capacity = (*env)->GetDirectBufferCapacity(env, memory);
  if (address == NULL || capacity < 0 || !ring_attach(&settings.ring, address, (uint64_t)capacity)) {
    throw_state(env, "the ring's memory is not laid out as the native library expects");
    return 0;
  }
  int error = 0;
  enum handler_result result = sampling_start(env, &settings, &error);
  return (jlong)((uint64_t)(uint32_t)error << 32 | (uint32_t)result);
}

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
  jlongArray array = longs(env, (const int64_t*)numbers, count);
  free(numbers);
  return array;
}

static jint JNICALL native_stop(JNIEnv* env, jclass class) {
  (void)class;
  return (jint)sampling_stop(env);
}

static jboolean JNICALL native_running(JNIEnv* env, jclass class) {
  (void)env, (void)class;
  return window_state() != WINDOW_CLOSED;
}

static void JNICALL native_poll(JNIEnv* env, jclass class) {
  (void)env, (void)class;
  sampling_poll();
}

static void JNICALL native_exclude_current(JNIEnv* env, jclass class) {
  (void)env, (void)class;
  threads_exclude_current();
}

// The word of the current thread's label, or null.
static jobject JNICALL native_label(JNIEnv* env, jclass class) {
  (void)class;
  _Atomic uint32_t* label = threads_label();
  return label == NULL ? NULL : (*env)->NewDirectByteBuffer(env, (void*)label, sizeof *label);
}

static jlong JNICALL native_own_cpu(JNIEnv* env, jclass class) {
  (void)env, (void)class;
  return (jlong)clock_own_cpu();
}

static void JNICALL native_counters(JNIEnv* env, jclass class, jlongArray out) {
  (void)class;
  jlong values[COUNTERS];
  atomic_store(&counters[COUNTER_SWITCHES], switch_cost_switches());
  atomic_store(&counters[COUNTER_PROCESS_CPU], switch_cost_process_cpu());
  for (int i = 0; i < COUNTERS; i++) {
    values[i] = (jlong)atomic_load(&counters[i]);
  }
  (*env)->SetLongArrayRegion(env, out, 0, COUNTERS, values);
}

static jint JNICALL native_signal_cost(JNIEnv* env, jclass class, jlongArray out) {
  (void)class;
  struct signal_cost cost;
  enum handler_result result = signal_cost_measure(&cost);
  const jlong values[COSTS] = {cost.perf_error, cost.perf_user_error, (jlong)cost.perf, (jlong)cost.perf_refresh,
                               (jlong)cost.timer, (jlong)cost.perf_switch.mostly_soon,
                               (jlong)cost.perf_switch.late, (jlong)cost.tick};
  (*env)->SetLongArrayRegion(env, out, 0, COSTS, values);
  return (jint)result;
}

// NewStringUTF takes modified UTF-8, which is what JVMTI hands out; names from the kernel are ASCII in practice, and what is
// not is made so.
static jstring text(JNIEnv* env, const char* utf) {
  return utf == NULL ? NULL : (*env)->NewStringUTF(env, utf);
}

static jobjectArray texts(JNIEnv* env, const char* const* values, jsize count) {
  jclass string = (*env)->FindClass(env, "java/lang/String");
  jobjectArray array = string == NULL ? NULL : (*env)->NewObjectArray(env, count, string, NULL);
  for (jsize i = 0; array != NULL && i < count; i++) {
    jstring value = text(env, values[i]);
    if (value == NULL && values[i] != NULL) {
      return NULL;
    }
    (*env)->SetObjectArrayElement(env, array, i, value);
    (*env)->DeleteLocalRef(env, value);
  }
  return array;
}

// {class signature, method, method signature, file}, with the line in line[0]; null when the class is gone.
static jobjectArray JNICALL native_method(JNIEnv* env, jclass class, jlong word, jintArray line) {
  (void)class;
  struct symbol symbol;
  if (!symbols_resolve(events_jvmti(), env, (uint64_t)word, &symbol)) {
    return NULL;
  }
  const char* const values[] = {symbol.class_signature, symbol.method, symbol.method_signature, symbol.file};
  jobjectArray array = texts(env, values, 4);
  if (array != NULL) {
    (*env)->SetIntArrayRegion(env, line, 0, 1, &symbol.line);
  }
  symbols_release(events_jvmti(), &symbol);
  return array;
}

// The signature of the class in the word of an object, or null.
static jstring JNICALL native_object_class(JNIEnv* env, jclass class, jlong word) {
  (void)class;
  return text(env, classes_signature(frame_class((uint64_t)word)));
}

// {name, "java" or null}; null when the id is not known.
static jobjectArray JNICALL native_thread(JNIEnv* env, jclass class, jint id) {
  (void)class;
  const char* name;
  bool java;
  if (!threads_name((uint32_t)id, &name, &java)) {
    return NULL;
  }
  const char* const values[] = {name, java ? "java" : NULL};
  return texts(env, values, 2);
}

// The name of the stub around an address in the code cache, or null.
static jstring JNICALL native_stub(JNIEnv* env, jclass class, jlong pc) {
  (void)class;
  const struct stub* stub = stubs_at((uintptr_t)pc);
  return stub == NULL ? NULL : text(env, stub->name);
}

// The name as it was written, or null.
static jstring JNICALL native_demangle(JNIEnv* env, jclass class, jstring symbol) {
  (void)class;
  const char* mangled = (*env)->GetStringUTFChars(env, symbol, NULL);
  if (mangled == NULL) {
    return NULL;
  }
  char* written = demangle(mangled);
  (*env)->ReleaseStringUTFChars(env, symbol, mangled);
  jstring name = text(env, written);
  free(written);
  return name;
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved);

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved) {
  (void)reserved;
  java_vm = vm;
  static const JNINativeMethod methods[] = {
      {"init", "()Ljava/lang/String;", (void*)native_init},
      {"ringLayout", "()[J", (void*)native_ring_layout},
      {"sharedNumbers", "()[J", (void*)native_shared_numbers},
      {"obtainAllocations", "()Ljava/lang/String;", (void*)native_obtain_allocations},
      {"keepAllocations", "(I)Z", (void*)native_keep_allocations},
      {"releaseAllocations", "()V", (void*)native_release_allocations},
      {"obtainContentions", "()Ljava/lang/String;", (void*)native_obtain_contentions},
      {"keepContentions", "(I)Z", (void*)native_keep_contentions},
      {"releaseContentions", "()V", (void*)native_release_contentions},
      {"start", "(Ljava/nio/ByteBuffer;IJIIZIZIZJJZ)J", (void*)native_start},
      {"obtainWall", "()Ljava/lang/String;", (void*)native_obtain_wall},
      {"visit", "()V", (void*)native_visit},
      {"endVisits", "()V", (void*)native_end_visits},
      {"stop", "()I", (void*)native_stop},
      {"running", "()Z", (void*)native_running},
      {"poll", "()V", (void*)native_poll},
      {"excludeCurrentThread", "()V", (void*)native_exclude_current},
      {"label", "()Ljava/nio/ByteBuffer;", (void*)native_label},
      {"ownCpuNanos", "()J", (void*)native_own_cpu},
      {"reapWatched", "()V", (void*)native_reap_watched},
      {"forgetWatched", "()V", (void*)native_forget_watched},
      {"takeWatched", "()[J", (void*)native_take_watched},
      {"counters", "([J)V", (void*)native_counters},
      {"signalCost", "([J)I", (void*)native_signal_cost},
      {"method", "(J[I)[Ljava/lang/String;", (void*)native_method},
      {"objectClass", "(J)Ljava/lang/String;", (void*)native_object_class},
      {"thread", "(I)[Ljava/lang/String;", (void*)native_thread},
      {"stub", "(J)Ljava/lang/String;", (void*)native_stub},
      {"demangle", "(Ljava/lang/String;)Ljava/lang/String;", (void*)native_demangle},
  };
  return natives_register(vm, "org/jmhpprof/sampler/NativeSampler", methods, sizeof methods / sizeof methods[0]);
}
