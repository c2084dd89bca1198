// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The only file that knows Java's side of the library: org.jmhpprof.sampler.NativeSampler.
#include <errno.h>
#include <jni.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "demangle.h"
#include "events.h"
#include "frame.h"
#include "handler.h"
#include "natives.h"
#include "ring.h"
#include "stubs.h"
#include "symbols.h"
#include "threads.h"

#define COUNTERS 6

static JavaVM* java_vm;
static struct ring ring;

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

static jlongArray JNICALL native_ring_layout(JNIEnv* env, jclass class) {
  (void)class;
  int64_t values[64];
  uint32_t count = ring_layout(values, 64);
  jlongArray array = (*env)->NewLongArray(env, (jsize)count);
  if (array != NULL) {
    (*env)->SetLongArrayRegion(env, array, 0, (jsize)count, (const jlong*)values);
  }
  return array;
}

// The result of handler_start in the low half, the errno in the high half.
static jlong JNICALL native_start(JNIEnv* env, jclass class, jobject memory, jlong interval, jint depth, jint clock) {
  (void)class;
  void* address = (*env)->GetDirectBufferAddress(env, memory);
  jlong capacity = (*env)->GetDirectBufferCapacity(env, memory);
  if (address == NULL || capacity < 0) {
    throw_state(env, "the ring's memory is not a direct buffer");
    return 0;
  }
  // While a window is open its handlers use `ring`: leave it alone.
  struct ring fresh;
  if (!ring_attach(&fresh, address, (uint64_t)capacity)) {
    throw_state(env, "the ring's memory is not laid out as the native library expects");
    return 0;
  }
  struct threads_window window = {
      .settings = {
          .choice = (enum clock_choice)clock,
          .interval = (uint64_t)interval,
          // A walk costs well below a microsecond a frame. Where that comes near the interval, ticks must not pile up while
          // the handler runs, or the thread would never get on.
          .refresh = interval < 100000 + (jlong)depth * 1000,
      },
      .depth = (uint32_t)depth,
      .cost_every = interval < 5000000 ? 8 : 1,
      .ring = &ring,
  };
  int error = 0;
  enum handler_result result = handler_running() ? HANDLER_RUNNING : HANDLER_OK;
  if (result == HANDLER_OK) {
    ring = fresh;
    result = handler_start(&window, &error);
  }
  return (jlong)((uint64_t)(uint32_t)error << 32 | (uint32_t)result);
}

static jint JNICALL native_stop(JNIEnv* env, jclass class) {
  (void)env, (void)class;
  return (jint)handler_stop();
}

static void JNICALL native_poll(JNIEnv* env, jclass class) {
  (void)env, (void)class;
  threads_poll();
}

static void JNICALL native_exclude_current(JNIEnv* env, jclass class) {
  (void)env, (void)class;
  threads_exclude_current();
}

static jlong JNICALL native_own_cpu(JNIEnv* env, jclass class) {
  (void)env, (void)class;
  return (jlong)clock_own_cpu();
}

static void JNICALL native_counters(JNIEnv* env, jclass class, jlongArray out) {
  (void)class;
  const jlong values[COUNTERS] = {
      (jlong)atomic_load(&threads_counters.ticks),   (jlong)atomic_load(&threads_counters.overruns),
      (jlong)atomic_load(&threads_counters.foreign), (jlong)atomic_load(&threads_counters.refused),
      (jlong)atomic_load(&threads_counters.kinds),   (jlong)atomic_load(&threads_counters.unlisted),
  };
  (*env)->SetLongArrayRegion(env, out, 0, COUNTERS, values);
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

// {name, "java" or null}; null when the id is not known.
static jobjectArray JNICALL native_thread(JNIEnv* env, jclass class, jint id) {
  (void)class;
  struct thread_name name = threads_name((uint32_t)id);
  if (name.name == NULL) {
    return NULL;
  }
  const char* const values[] = {name.name, name.java ? "java" : NULL};
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
      {"start", "(Ljava/nio/ByteBuffer;JII)J", (void*)native_start},
      {"stop", "()I", (void*)native_stop},
      {"poll", "()V", (void*)native_poll},
      {"excludeCurrentThread", "()V", (void*)native_exclude_current},
      {"ownCpuNanos", "()J", (void*)native_own_cpu},
      {"counters", "([J)V", (void*)native_counters},
      {"method", "(J[I)[Ljava/lang/String;", (void*)native_method},
      {"thread", "(I)[Ljava/lang/String;", (void*)native_thread},
      {"stub", "(J)Ljava/lang/String;", (void*)native_stub},
      {"demangle", "(Ljava/lang/String;)Ljava/lang/String;", (void*)native_demangle},
  };
  return natives_register(vm, "org/jmhpprof/sampler/NativeSampler", methods, sizeof methods / sizeof methods[0]);
}
