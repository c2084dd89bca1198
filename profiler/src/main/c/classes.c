// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "classes.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// By number; guarded by the lock.
static char** signatures;
static uint32_t room;
static uint32_t count;

static jlong tag_of(jvmtiEnv* jvmti, jclass class) {
  jlong tag = 0;
  return (*jvmti)->GetTag(jvmti, class, &tag) == JVMTI_ERROR_NONE ? tag : 0;
}

static bool has_room(void) {
  if (count + 1 < room) {
    return true;
  }
  uint32_t more = room == 0 ? 256 : 2 * room;
  char** moved = more > FRAME_CLASSES ? NULL : realloc(signatures, more * sizeof *signatures);
  if (moved == NULL) {
    return false;
  }
  signatures = moved;
  room = more;
  return true;
}

static uint32_t add(jvmtiEnv* jvmti, jclass class) {
  char* signature;
  if (!has_room() || (*jvmti)->GetClassSignature(jvmti, class, &signature, NULL) != JVMTI_ERROR_NONE) {
    return 0;
  }
  char* copy = strdup(signature);
  (*jvmti)->Deallocate(jvmti, (unsigned char*)signature);
  if (copy == NULL || (*jvmti)->SetTag(jvmti, class, (jlong)count + 1) != JVMTI_ERROR_NONE) {
    free(copy);
    return 0;
  }
  signatures[++count] = copy;
  return count;
}

uint32_t classes_number(jvmtiEnv* jvmti, jclass class) {
  uint32_t number = (uint32_t)tag_of(jvmti, class);
  if (number == 0) {
    pthread_mutex_lock(&lock);
    number = (uint32_t)tag_of(jvmti, class);
    if (number == 0) {
      number = add(jvmti, class);
    }
    pthread_mutex_unlock(&lock);
  }
  return number;
}

const char* classes_signature(uint32_t number) {
  pthread_mutex_lock(&lock);
  const char* signature = number > 0 && number <= count ? signatures[number] : NULL;
  pthread_mutex_unlock(&lock);
  return signature;
}
