// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "watch.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct watched {
  jweak object;
  uint64_t number;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// Guarded by the lock.
static struct watched* list;
static uint32_t room;
static uint32_t count;
static uint64_t last_number;

static bool has_room(void) {
  if (count < room) {
    return true;
  }
  uint32_t more = room == 0 ? 1024 : 2 * room;
  struct watched* moved = more > WATCH_MOST ? NULL : realloc(list, more * sizeof *list);
  if (moved == NULL) {
    return false;
  }
  list = moved;
  room = more;
  return true;
}

uint64_t watch_add(JNIEnv* env, jobject object) {
  // The JVM may stop this thread in here, so not with the lock.
  jweak reference = (*env)->NewWeakGlobalRef(env, object);
  if (reference == NULL) {
    (*env)->ExceptionClear(env);
    return 0;
  }
  pthread_mutex_lock(&lock);
  uint64_t number = has_room() ? ++last_number : 0;
  if (number != 0) {
    list[count++] = (struct watched){reference, number};
  }
  pthread_mutex_unlock(&lock);
  if (number == 0) {
    (*env)->DeleteWeakGlobalRef(env, reference);
  }
  return number;
}

void watch_reap(JNIEnv* env) {
  pthread_mutex_lock(&lock);
  uint32_t left = 0;
  for (uint32_t i = 0; i < count; i++) {
    if ((*env)->IsSameObject(env, list[i].object, NULL)) {
      (*env)->DeleteWeakGlobalRef(env, list[i].object);
    } else {
      list[left++] = list[i];
    }
  }
  count = left;
  pthread_mutex_unlock(&lock);
}

uint64_t* watch_take(JNIEnv* env, uint32_t* taken) {
  watch_reap(env);
  pthread_mutex_lock(&lock);
  uint64_t* numbers = count == 0 ? NULL : malloc(count * sizeof *numbers);
  for (uint32_t i = 0; i < count; i++) {
    if (numbers != NULL) {
      numbers[i] = list[i].number;
    }
    (*env)->DeleteWeakGlobalRef(env, list[i].object);
  }
  *taken = numbers == NULL ? 0 : count;
  count = 0;
  pthread_mutex_unlock(&lock);
  return numbers;
}
