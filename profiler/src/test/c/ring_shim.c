// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// Lets the Java tests call ring.c.
#include <jni.h>
#include <pthread.h>
#include "natives.h"
#include "stress_record.h"

enum { MAX_THREADS = 16, NO_ROOM = -1, NOT_A_RING = -2 };

static bool attach(JNIEnv* env, jobject memory, struct ring* ring) {
  void* address = (*env)->GetDirectBufferAddress(env, memory);
  return ring_attach(ring, address, (uint64_t)(*env)->GetDirectBufferCapacity(env, memory));
}

static jboolean native_attach(JNIEnv* env, jclass type, jobject memory) {
  (void)type;
  struct ring ring;
  return attach(env, memory, &ring);
}

static jint native_claim(JNIEnv* env, jclass type, jobject memory, jint kind, jint depth, jlong time_nanos,
                         jint thread_id, jint count, jlong value) {
  (void)type;
  struct ring ring;
  if (!attach(env, memory, &ring)) {
    return NOT_A_RING;
  }
  struct ring_sample sample = {
      .kind = (uint32_t)kind,
      .thread_id = (uint32_t)thread_id,
      .count = (uint32_t)count,
      .value = (uint64_t)value,
      .time_nanos = (uint64_t)time_nanos,
  };
  struct ring_record* record = ring_claim(&ring, &sample, (uint32_t)depth);
  return record == NULL ? NO_ROOM : (jint)((unsigned char*)record - (unsigned char*)ring.control);
}

static void native_publish(JNIEnv* env, jclass type, jobject memory, jint index, jlongArray stack,
                           jint depth, jlong cost_nanos) {
  (void)type;
  unsigned char* address = (*env)->GetDirectBufferAddress(env, memory);
  struct ring_record* record = (struct ring_record*)(void*)(address + index);
  (*env)->GetLongArrayRegion(env, stack, 0, depth, (jlong*)record->stack);
  ring_publish(record, (uint32_t)depth, (uint64_t)cost_nanos);
}

struct job {
  pthread_t thread;
  struct ring* ring;
  uint32_t writer;
  uint64_t records;
  uint32_t max_depth;
  bool broken;
  uint64_t refused;
};

static void* run_job(void* argument) {
  struct job* job = argument;
  for (uint64_t i = 1; i <= job->records; i++) {
    job->refused += stress_write(job->ring, job->writer, i, job->max_depth, job->broken);
  }
  return NULL;
}

static jlong native_stress(JNIEnv* env, jclass type, jobject memory, jint threads, jint records,
                           jint max_depth, jboolean broken) {
  (void)type;
  struct ring ring;
  if (threads > MAX_THREADS || !attach(env, memory, &ring)) {
    return NOT_A_RING;
  }
  struct job jobs[MAX_THREADS];
  jint started = 0;
  for (; started < threads; started++) {
    jobs[started] = (struct job){
        .ring = &ring,
        .writer = (uint32_t)started,
        .records = (uint64_t)records,
        .max_depth = (uint32_t)max_depth,
        .broken = broken,
    };
    if (pthread_create(&jobs[started].thread, NULL, run_job, &jobs[started]) != 0) {
      break;
    }
  }
  jlong refused = 0;
  for (jint i = 0; i < started; i++) {
    pthread_join(jobs[i].thread, NULL);
    refused += (jlong)jobs[i].refused;
  }
  return started == threads ? refused : NOT_A_RING;
}

static jlongArray native_layout(JNIEnv* env, jclass type) {
  (void)type;
  jsize count = (jsize)ring_layout(NULL, 0);
  int64_t values[64];
  ring_layout(values, 64);
  jlongArray array = (*env)->NewLongArray(env, count);
  if (array != NULL) {
    (*env)->SetLongArrayRegion(env, array, 0, count, (jlong*)values);
  }
  return array;
}

static const JNINativeMethod methods[] = {
    {"attach", "(Ljava/nio/ByteBuffer;)Z", (void*)native_attach},
    {"claim", "(Ljava/nio/ByteBuffer;IIJIIJ)I", (void*)native_claim},
    {"publish", "(Ljava/nio/ByteBuffer;I[JIJ)V", (void*)native_publish},
    {"stress", "(Ljava/nio/ByteBuffer;IIIZ)J", (void*)native_stress},
    {"layout", "()[J", (void*)native_layout},
};

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved);
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved) {
  (void)reserved;
  return natives_register(vm, "org/jmhpprof/ring/NativeRing", methods, sizeof methods / sizeof methods[0]);
}
