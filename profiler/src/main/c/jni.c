// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Windows, for Java: org.jmhpprof.sampler.NativeSampler.
#include <jni.h>
#include <stdint.h>

#include "clock.h"
#include "counters.h"
#include "events.h"
#include "images.h"
#include "jni_parts.h"
#include "natives.h"
#include "numbers.h"
#include "rehearsal.h"
#include "ring.h"
#include "sampling.h"
#include "signal_cost.h"
#include "switch_cost.h"
#include "threads.h"
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

jint jni_register(JavaVM* vm, const JNINativeMethod* methods, size_t count) {
  return natives_register(vm, "org/jmhpprof/sampler/NativeSampler", methods, count);
}

jlongArray jni_longs(JNIEnv* env, const int64_t* values, uint32_t count) {
  jlongArray array = (*env)->NewLongArray(env, (jsize)count);
  if (array != NULL) {
    (*env)->SetLongArrayRegion(env, array, 0, (jsize)count, (const jlong*)values);
  }
  return array;
}

static jlongArray JNICALL native_ring_layout(JNIEnv* env, jclass class) {
  (void)class;
  int64_t values[MOST_NUMBERS];
  return jni_longs(env, values, ring_layout(values, MOST_NUMBERS));
}

static jlongArray JNICALL native_shared_numbers(JNIEnv* env, jclass class) {
  (void)class;
  int64_t values[MOST_NUMBERS];
  return jni_longs(env, values, numbers_shared(values, MOST_NUMBERS));
}

static jint JNICALL native_rehearse(JNIEnv* env, jclass class, jobject memory, jboolean native_frames) {
  struct ring ring;
  void* address = (*env)->GetDirectBufferAddress(env, memory);
  if (!ring_attach(&ring, address, (uint64_t)(*env)->GetDirectBufferCapacity(env, memory))) {
    throw_state(env, "the ring's memory is not laid out as the native library expects");
    return 0;
  }
  if (native_frames) {
    // What the first window would begin with.
    images_update(true);
  }
  return (jint)rehearsal_fill(&ring, events_jvmti(), env, class);
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

// Changes those values that are measured now.
static jint JNICALL native_signal_cost(JNIEnv* env, jclass class, jint parts, jlongArray values) {
  (void)class;
  jlong known[COSTS];
  (*env)->GetLongArrayRegion(env, values, 0, COSTS, known);
  struct signal_cost cost = {
      .perf = (uint64_t)known[2],
      .perf_refresh = (uint64_t)known[3],
      .timer = (uint64_t)known[4],
      .perf_switch = {.mostly_soon = (uint64_t)known[5], .late = (uint64_t)known[6]},
  };
  enum handler_result result = signal_cost_measure(&cost, (unsigned)parts);
  if (result == HANDLER_OK) {
    const jlong now[COSTS] = {cost.perf_error, cost.perf_user_error, (jlong)cost.perf, (jlong)cost.perf_refresh,
                              (jlong)cost.timer, (jlong)cost.perf_switch.mostly_soon,
                              (jlong)cost.perf_switch.late, (jlong)cost.tick};
    (*env)->SetLongArrayRegion(env, values, 0, COSTS, now);
  }
  return (jint)result;
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved);

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved) {
  (void)reserved;
  java_vm = vm;
  static const JNINativeMethod methods[] = {
      {"init", "()Ljava/lang/String;", (void*)native_init},
      {"ringLayout", "()[J", (void*)native_ring_layout},
      {"sharedNumbers", "()[J", (void*)native_shared_numbers},
      {"start", "(Ljava/nio/ByteBuffer;IJIIZIZIZJJZ)J", (void*)native_start},
      {"stop", "()I", (void*)native_stop},
      {"rehearse", "(Ljava/nio/ByteBuffer;Z)I", (void*)native_rehearse},
      {"running", "()Z", (void*)native_running},
      {"poll", "()V", (void*)native_poll},
      {"excludeCurrentThread", "()V", (void*)native_exclude_current},
      {"label", "()Ljava/nio/ByteBuffer;", (void*)native_label},
      {"ownCpuNanos", "()J", (void*)native_own_cpu},
      {"counters", "([J)V", (void*)native_counters},
      {"signalCost", "(I[J)I", (void*)native_signal_cost},
  };
  jint version = jni_register(vm, methods, sizeof methods / sizeof methods[0]);
  if (version < 0 || jni_events_register(vm) < 0) {
    return JNI_ERR;
  }
  return jni_names_register(vm);
}
