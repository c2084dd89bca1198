// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// A native method and five functions below it, of which the last one does the work. Built with frame pointers and without.
#include <jni.h>
#include <stdint.h>

#define NOT_INLINED __attribute__((noinline, noclone))

NOT_INLINED uint64_t chain_fifth(uint64_t seed, int steps);
NOT_INLINED uint64_t chain_fourth(uint64_t seed, int steps);
NOT_INLINED uint64_t chain_third(uint64_t seed, int steps);
NOT_INLINED uint64_t chain_second(uint64_t seed, int steps);
NOT_INLINED uint64_t chain_first(uint64_t seed, int steps);

uint64_t chain_fifth(uint64_t seed, int steps) {
  for (int i = 0; i < steps; i++) {
    seed = seed * 0x5DEECE66DULL + 0xBULL;
  }
  return seed;
}

// What is done with the result keeps the call from being a jump.
uint64_t chain_fourth(uint64_t seed, int steps) {
  return chain_fifth(seed + 4, steps) ^ seed;
}

uint64_t chain_third(uint64_t seed, int steps) {
  volatile uint64_t local[32] = {seed};
  local[seed & 31] = chain_fourth(seed + 3, steps);
  return local[seed & 31] + local[0];
}

uint64_t chain_second(uint64_t seed, int steps) {
  return chain_third(seed + 2, steps) + chain_third(seed + 5, steps) + seed;
}

uint64_t chain_first(uint64_t seed, int steps) {
  return chain_second(seed + 1, steps) * 31 + seed;
}

JNIEXPORT jlong JNICALL Java_org_jmhpprof_workload_NativeChain_run(JNIEnv* env, jclass type, jlong seed, jint steps);
JNIEXPORT jlong JNICALL Java_org_jmhpprof_workload_NativeChain_run(JNIEnv* env, jclass type, jlong seed, jint steps) {
  (void)env, (void)type;
  return (jlong)(chain_first((uint64_t)seed, steps) + 1);
}

static NOT_INLINED uint64_t deeper(uint64_t seed, int frames, int steps) {
  if (frames == 0) {
    return chain_fifth(seed, steps);
  }
  uint64_t result = deeper(seed + 1, frames - 1, steps);
  // Not a loop, and not a jump.
  __asm__ volatile("" : "+r"(result));
  return result ^ seed;
}

JNIEXPORT jlong JNICALL Java_org_jmhpprof_workload_NativeChain_deep(JNIEnv* env, jclass type, jlong seed, jint frames,
                                                                     jint steps);
JNIEXPORT jlong JNICALL Java_org_jmhpprof_workload_NativeChain_deep(JNIEnv* env, jclass type, jlong seed, jint frames,
                                                                     jint steps) {
  (void)env, (void)type;
  // The leaf, the last `deeper` and this one are frames, too.
  return (jlong)(deeper((uint64_t)seed, frames - 3, steps) + 1);
}
