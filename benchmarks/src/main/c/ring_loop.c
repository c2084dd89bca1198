// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// Writes samples with ring.c, many per call, and reads the clock around them, so that neither the call from Java nor the
// clock is in the figure more than once per batch.
#include <jni.h>
#include <string.h>
#include <time.h>
#include "natives.h"
#include "ring.h"

enum { NOT_A_RING = -1 };

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// Nanoseconds that `count` writes of one record took; how many were refused goes to the first word of `refused`.
static jlong native_write(JNIEnv* env, jclass type, jobject memory, jint writer, jobject words, jint depth, jint count,
                          jobject refused) {
  (void)type;
  struct ring ring;
  void* address = (*env)->GetDirectBufferAddress(env, memory);
  if (!ring_attach(&ring, address, (uint64_t)(*env)->GetDirectBufferCapacity(env, memory))) {
    return NOT_A_RING;
  }
  const uint64_t* stack = (*env)->GetDirectBufferAddress(env, words);
  const struct ring_sample sample = {.thread_id = (uint32_t)writer, .count = 1, .value = 1, .time_nanos = 1};
  jlong full = 0;
  int64_t begin = now();
  for (jint n = 0; n < count; n++) {
    struct ring_record* record = ring_claim(&ring, &sample, (uint32_t)depth);
    if (record == NULL) {
      full++;
      continue;
    }
    memcpy(record->stack, stack, (size_t)depth * sizeof(uint64_t));
    ring_publish(record, (uint32_t)depth, 1);
  }
  int64_t end = now();
  *(jlong*)(*env)->GetDirectBufferAddress(env, refused) = full;
  return end - begin;
}

static const JNINativeMethod methods[] = {
    {"write", "(Ljava/nio/ByteBuffer;ILjava/nio/ByteBuffer;IILjava/nio/ByteBuffer;)J", (void*)native_write},
};

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved);
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved) {
  (void)reserved;
  return natives_register(vm, "org/jmhpprof/benchmarks/RingLoop", methods, sizeof methods / sizeof methods[0]);
}
