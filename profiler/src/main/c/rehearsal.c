// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "rehearsal.h"

#include "frame.h"
#include "kind.h"

#define MOST_METHODS 64u
#define FUNCTIONS 64u
// Behind those of JNI's table that are reserved.
#define FIRST_FUNCTION 4u
#define SHALLOWEST 8u
#define DEPTHS 40u
#define STACKS 200u
#define THREADS 4u
#define MILLISECOND 1000000u
#define MADE_UP_COST 2000u

static uint32_t collect(uint64_t* words, jvmtiEnv* jvmti, JNIEnv* env, jclass class) {
  uint32_t count = 0;
  jint methods;
  jmethodID* ids;
  if ((*jvmti)->GetClassMethods(jvmti, class, &methods, &ids) == JVMTI_ERROR_NONE) {
    for (jint i = 0; i < methods && count < MOST_METHODS; i++) {
      words[count++] = frame_java((uintptr_t)ids[i], 0);
    }
    (*jvmti)->Deallocate(jvmti, (unsigned char*)ids);
  }
  const void* const* functions = (const void* const*)*env;
  for (uint32_t i = 0; i < FUNCTIONS; i++) {
    words[count++] = frame_native((uintptr_t)functions[FIRST_FUNCTION + i]);
  }
  return count;
}

uint32_t rehearsal_fill(struct ring* ring, jvmtiEnv* jvmti, JNIEnv* env, jclass class) {
  uint64_t words[MOST_METHODS + FUNCTIONS];
  uint32_t known = collect(words, jvmti, env, class);
  uint32_t records = 0;
  for (uint64_t bytes = 0; bytes < ring->capacity / 4; records++) {
    uint32_t number = records * 31 % STACKS;
    uint32_t depth = SHALLOWEST + number % DEPTHS;
    const struct ring_sample sample = {
        .kind = KIND_CPU,
        .thread_id = 1 + number % THREADS,
        .count = 1,
        .value = MILLISECOND,
    };
    struct ring_record* record = ring_claim(ring, &sample, depth);
    if (record == NULL) {
      break;
    }
    for (uint32_t i = 0; i < depth; i++) {
      record->stack[i] = words[(number * 7 + i * i) % known];
    }
    ring_publish(record, depth, records % 8 == 0 ? MADE_UP_COST : 0);
    bytes += (RING_RECORD_WORDS + depth) * sizeof(uint64_t);
  }
  return records;
}
