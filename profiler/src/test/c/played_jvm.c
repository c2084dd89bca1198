// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "played_jvm.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define IN_NATIVE 4
#define THREAD_RUN 0x1000u
#define MOST_NATIVES 128

const uintptr_t played_methods[PLAYED_FRAMES] = {0x3000, 0x2000, THREAD_RUN};
const jint played_bcis[PLAYED_FRAMES] = {7, 11, 1};

static pthread_key_t current;
static struct played_thread* first_thread;
static jvmtiEventCallbacks callbacks;

static JNINativeMethod natives[MOST_NATIVES];
static jint native_count;

// HotSpot's description of itself: exported are a table, and the places of the fields in its rows.
struct field {
  const char* type;
  const char* name;
  uint64_t offset;
  const void* address;
};

struct size {
  const char* type;
  uint64_t bytes;
};

static uintptr_t code_low = 0x1000;
static uintptr_t code_high = 0x2000;
static uintptr_t call_stub_return = 0x1800;
static struct {
  uintptr_t buffer;
  uint32_t limit;
} interpreter = {0x1000, 0x100};
static const void* interpreter_code = &interpreter;

static const struct field fields[] = {
    {"JavaThread", "_osthread", offsetof(struct played_thread, os_thread), NULL},
    {"Thread", "_stack_base", offsetof(struct played_thread, stack_base), NULL},
    {"JavaThread", "_thread_state", offsetof(struct played_thread, state), NULL},
    {"JavaThread", "_anchor", offsetof(struct played_thread, last_sp), NULL},
    {"JavaFrameAnchor", "_last_Java_sp", 0, NULL},
    {"JavaFrameAnchor", "_last_Java_pc", sizeof(uintptr_t), NULL},
    {"JavaFrameAnchor", "_last_Java_fp", 2 * sizeof(uintptr_t), NULL},
    {"OSThread", "_thread_id", offsetof(struct played_os_thread, tid), NULL},
    {"StubQueue", "_stub_buffer", 0, NULL},
    {"StubQueue", "_buffer_limit", sizeof(uintptr_t), NULL},
    {"CodeCache", "_low_bound", 0, &code_low},
    {"CodeCache", "_high_bound", 0, &code_high},
    {"AbstractInterpreter", "_code", 0, &interpreter_code},
    {"StubRoutines", "_call_stub_return_address", 0, &call_stub_return},
    {NULL, NULL, 0, NULL},
};
static const struct size sizes[] = {{"JavaThread", sizeof(struct played_thread)}, {NULL, 0}};

extern const void* const gHotSpotVMStructs;
extern const uint64_t gHotSpotVMStructEntryArrayStride, gHotSpotVMStructEntryTypeNameOffset, gHotSpotVMStructEntryFieldNameOffset,
    gHotSpotVMStructEntryOffsetOffset, gHotSpotVMStructEntryAddressOffset;
extern const void* const gHotSpotVMTypes;
extern const uint64_t gHotSpotVMTypeEntryArrayStride, gHotSpotVMTypeEntryTypeNameOffset, gHotSpotVMTypeEntrySizeOffset;

const void* const gHotSpotVMStructs = fields;
const uint64_t gHotSpotVMStructEntryArrayStride = sizeof(struct field);
const uint64_t gHotSpotVMStructEntryTypeNameOffset = offsetof(struct field, type);
const uint64_t gHotSpotVMStructEntryFieldNameOffset = offsetof(struct field, name);
const uint64_t gHotSpotVMStructEntryOffsetOffset = offsetof(struct field, offset);
const uint64_t gHotSpotVMStructEntryAddressOffset = offsetof(struct field, address);
const void* const gHotSpotVMTypes = sizes;
const uint64_t gHotSpotVMTypeEntryArrayStride = sizeof(struct size);
const uint64_t gHotSpotVMTypeEntryTypeNameOffset = offsetof(struct size, type);
const uint64_t gHotSpotVMTypeEntrySizeOffset = offsetof(struct size, bytes);

// async-signal-safe
struct call_frame {
  jint bci;
  jmethodID method;
};

struct call_trace {
  JNIEnv* env;
  jint frame_count;
  struct call_frame* frames;
};

void AsyncGetCallTrace(struct call_trace* trace, jint depth, void* ucontext);
void AsyncGetCallTrace(struct call_trace* trace, jint depth, void* ucontext) {
  const struct played_thread* thread = pthread_getspecific(current);
  bool own = thread != NULL && trace->env == &thread->env && ucontext != NULL && depth >= PLAYED_FRAMES;
  // As HotSpot has it: -8 is a thread that is no Java thread.
  trace->frame_count = own ? PLAYED_FRAMES : -8;
  for (int i = 0; own && i < PLAYED_FRAMES; i++) {
    trace->frames[i] = (struct call_frame){played_bcis[i], (jmethodID)played_methods[i]};
  }
}

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
  return (jmethodID)(uintptr_t)THREAD_RUN;
}

static jfieldID JNICALL field_id(JNIEnv* env, jclass class, const char* name, const char* signature) {
  (void)env, (void)class, (void)signature;
  return (jfieldID)(uintptr_t)name;
}

static jobject JNICALL call_static(JNIEnv* env, jclass class, jmethodID method, ...) {
  (void)env, (void)class, (void)method;
  return (jobject)first_thread;
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

// What is not here must not be called.
static const struct JNINativeInterface_ jni = {
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
    .SetLongArrayRegion = set_longs,
};

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
  frames[0].method = (jmethodID)(uintptr_t)THREAD_RUN;
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
      .env = &jni,
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

void* played_native(const char* name, const char* signature) {
  for (jint i = 0; i < native_count; i++) {
    if (strcmp(natives[i].name, name) == 0 && strcmp(natives[i].signature, signature) == 0) {
      return natives[i].fnPtr;
    }
  }
  return NULL;
}

const jvmtiEventCallbacks* played_callbacks(void) {
  return &callbacks;
}

jvmtiEnv* played_jvmti(void) {
  return &jvmti;
}

jobject played_buffer(void* memory, size_t bytes) {
  static struct buffer buffer;
  buffer = (struct buffer){memory, bytes};
  return (jobject)&buffer;
}
