// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// Memory straight from the kernel, for the benchmarks of InKernel.java.
#include <jni.h>
#include <sys/mman.h>

static void* map(jint bytes) {
  void* memory = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

JNIEXPORT void JNICALL Java_org_jmhpprof_workload_InKernel_mapAndUnmap(JNIEnv* env, jclass type, jint bytes, jint times);
JNIEXPORT void JNICALL Java_org_jmhpprof_workload_InKernel_mapAndUnmap(JNIEnv* env, jclass type, jint bytes, jint times) {
  (void)env, (void)type;
  for (jint i = 0; i < times; i++) {
    void* memory = map(bytes);
    if (memory != NULL) {
      munmap(memory, (size_t)bytes);
    }
  }
}

JNIEXPORT jobject JNICALL Java_org_jmhpprof_workload_InKernel_map(JNIEnv* env, jclass type, jint bytes);
JNIEXPORT jobject JNICALL Java_org_jmhpprof_workload_InKernel_map(JNIEnv* env, jclass type, jint bytes) {
  (void)type;
  void* memory = map(bytes);
  if (memory == NULL) {
    return NULL;
  }
  // Page by page.
  madvise(memory, (size_t)bytes, MADV_NOHUGEPAGE);
  return (*env)->NewDirectByteBuffer(env, memory, bytes);
}

JNIEXPORT void JNICALL Java_org_jmhpprof_workload_InKernel_forget(JNIEnv* env, jclass type, jobject buffer);
JNIEXPORT void JNICALL Java_org_jmhpprof_workload_InKernel_forget(JNIEnv* env, jclass type, jobject buffer) {
  (void)type;
  madvise((*env)->GetDirectBufferAddress(env, buffer), (size_t)(*env)->GetDirectBufferCapacity(env, buffer), MADV_DONTNEED);
}
