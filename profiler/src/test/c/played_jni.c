// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "played_jvm.h"

#include <stdio.h>
#include <string.h>

#define MOST_NATIVES 128

static JNINativeMethod natives[MOST_NATIVES];
static jint native_count;

static jclass JNICALL find_class(JNIEnv* env, const char* name) {
  (void)env;
  return (jclass)(uintptr_t)name;
}

static jint JNICALL register_natives(JNIEnv* env, jclass class, const JNINativeMethod* methods, jint count) {
  (void)env, (void)class;
  for (jint i = 0; i < count; i++) {
    if (native_count == MOST_NATIVES) {
      return JNI_ERR;
    }
    natives[native_count++] = methods[i];
  }
  return JNI_OK;
}

static jmethodID JNICALL method_id(JNIEnv* env, jclass class, const char* name, const char* signature) {
  (void)env, (void)class, (void)name, (void)signature;
  return (jmethodID)(uintptr_t)PLAYED_RUN;
}

static jfieldID JNICALL field_id(JNIEnv* env, jclass class, const char* name, const char* signature) {
  (void)env, (void)class, (void)signature;
  return (jfieldID)(uintptr_t)name;
}

static jobject JNICALL call_static(JNIEnv* env, jclass class, jmethodID method, ...) {
  (void)env, (void)class, (void)method;
  return (jobject)played_first();
}

static jlong JNICALL long_field(JNIEnv* env, jobject object, jfieldID field) {
  (void)env;
  return strcmp((const char*)field, "eetop") == 0 ? (jlong)(intptr_t)object : 0;
}

static jobject JNICALL object_field(JNIEnv* env, jobject object, jfieldID field) {
  (void)env;
  const struct played_thread* thread = (const void*)object;
  return strcmp((const char*)field, "name") == 0 ? (jobject)(uintptr_t)thread->name : NULL;
}

static jsize JNICALL string_length(JNIEnv* env, jstring text) {
  (void)env;
  return (jsize)strlen((const char*)text);
}

static void JNICALL string_region(JNIEnv* env, jstring text, jsize start, jsize length, char* to) {
  (void)env;
  memcpy(to, (const char*)text + start, (size_t)length);
}

static jstring JNICALL new_string(JNIEnv* env, const char* text) {
  (void)env;
  return (jstring)(uintptr_t)text;
}

static jobject JNICALL same_reference(JNIEnv* env, jobject object) {
  (void)env;
  return object;
}

static void JNICALL delete_reference(JNIEnv* env, jobject object) {
  (void)env, (void)object;
}

static jboolean JNICALL is_same(JNIEnv* env, jobject one, jobject other) {
  (void)env;
  return one == other;
}

static jclass JNICALL object_class(JNIEnv* env, jobject object) {
  (void)object;
  return find_class(env, "a subclass of java/lang/Thread");
}

static void JNICALL exception_clear(JNIEnv* env) {
  (void)env;
}

static jboolean JNICALL exception_check(JNIEnv* env) {
  (void)env;
  return JNI_FALSE;
}

static jint JNICALL throw_new(JNIEnv* env, jclass class, const char* message) {
  (void)env, (void)class;
  printf("thrown: %s\n", message);
  return JNI_OK;
}

static jint JNICALL push_frame(JNIEnv* env, jint capacity) {
  (void)env, (void)capacity;
  return JNI_OK;
}

static jobject JNICALL pop_frame(JNIEnv* env, jobject result) {
  (void)env;
  return result;
}

struct buffer {
  void* memory;
  size_t bytes;
};

static void* JNICALL buffer_address(JNIEnv* env, jobject object) {
  (void)env;
  return ((const struct buffer*)(const void*)object)->memory;
}

static jlong JNICALL buffer_capacity(JNIEnv* env, jobject object) {
  (void)env;
  return (jlong)((const struct buffer*)(const void*)object)->bytes;
}

static void JNICALL set_longs(JNIEnv* env, jlongArray array, jsize start, jsize length, const jlong* from) {
  (void)env;
  struct played_longs* longs = (void*)array;
  memcpy(longs->at + start, from, (size_t)length * sizeof *from);
  longs->length = start + length;
}

static void JNICALL get_longs(JNIEnv* env, jlongArray array, jsize start, jsize length, jlong* to) {
  (void)env;
  const struct played_longs* longs = (const void*)array;
  memcpy(to, longs->at + start, (size_t)length * sizeof *to);
}

// What is not here must not be called.
const struct JNINativeInterface_ played_jni = {
    .FindClass = find_class,
    .RegisterNatives = register_natives,
    .GetMethodID = method_id,
    .GetStaticMethodID = method_id,
    .GetFieldID = field_id,
    .CallStaticObjectMethod = call_static,
    .GetLongField = long_field,
    .GetObjectField = object_field,
    .GetStringUTFLength = string_length,
    .GetStringLength = string_length,
    .GetStringUTFRegion = string_region,
    .NewStringUTF = new_string,
    .NewGlobalRef = same_reference,
    .DeleteLocalRef = delete_reference,
    .IsSameObject = is_same,
    .GetObjectClass = object_class,
    .ExceptionClear = exception_clear,
    .ExceptionCheck = exception_check,
    .ThrowNew = throw_new,
    .PushLocalFrame = push_frame,
    .PopLocalFrame = pop_frame,
    .GetDirectBufferAddress = buffer_address,
    .GetDirectBufferCapacity = buffer_capacity,
    .GetLongArrayRegion = get_longs,
    .SetLongArrayRegion = set_longs,
};

void* played_native(const char* name, const char* signature) {
  for (jint i = 0; i < native_count; i++) {
    if (strcmp(natives[i].name, name) == 0 && strcmp(natives[i].signature, signature) == 0) {
      return natives[i].fnPtr;
    }
  }
  return NULL;
}

jobject played_buffer(void* memory, size_t bytes) {
  static struct buffer buffer;
  buffer = (struct buffer){memory, bytes};
  return (jobject)&buffer;
}
