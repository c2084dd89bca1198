// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The names behind words and numbers, for Java: org.jmhpprof.sampler.NativeSampler.
#include <stdlib.h>

#include "classes.h"
#include "demangle.h"
#include "events.h"
#include "frame.h"
#include "functions.h"
#include "jni_parts.h"
#include "stubs.h"
#include "symbols.h"
#include "threads.h"

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

// Where in a symbol table its functions are, by address; null when there is no memory. Both buffers are direct.
static jintArray JNICALL native_functions(JNIEnv* env, jclass class, jobject symbols, jobject names) {
  (void)class;
  const struct symbol_table table = {
      .symbols = (*env)->GetDirectBufferAddress(env, symbols),
      .size = (size_t)(*env)->GetDirectBufferCapacity(env, symbols),
      .names = (*env)->GetDirectBufferAddress(env, names),
      .names_size = (size_t)(*env)->GetDirectBufferCapacity(env, names),
  };
  size_t count;
  int32_t* sorted = functions_sorted(&table, &count);
  jintArray array = sorted == NULL ? NULL : (*env)->NewIntArray(env, (jsize)count);
  if (array != NULL) {
    (*env)->SetIntArrayRegion(env, array, 0, (jsize)count, sorted);
  }
  free(sorted);
  return array;
}

jint jni_names_register(JavaVM* vm) {
  static const JNINativeMethod methods[] = {
      {"method", "(J[I)[Ljava/lang/String;", (void*)native_method},
      {"objectClass", "(J)Ljava/lang/String;", (void*)native_object_class},
      {"thread", "(I)[Ljava/lang/String;", (void*)native_thread},
      {"stub", "(J)Ljava/lang/String;", (void*)native_stub},
      {"demangle", "(Ljava/lang/String;)Ljava/lang/String;", (void*)native_demangle},
      {"functions", "(Ljava/nio/ByteBuffer;Ljava/nio/ByteBuffer;)[I", (void*)native_functions},
  };
  return jni_register(vm, methods, sizeof methods / sizeof methods[0]);
}
