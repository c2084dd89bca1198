// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "gc_pause.h"

#include <stdatomic.h>
#include <string.h>

#include "clock.h"

static _Atomic uint64_t total;
static _Atomic uint64_t begun;  // 0: none now

bool gc_pause_obtain(jvmtiEnv* jvmti) {
  jvmtiCapabilities wanted;
  memset(&wanted, 0, sizeof wanted);
  wanted.can_generate_garbage_collection_events = 1;
  return (*jvmti)->AddCapabilities(jvmti, &wanted) == JVMTI_ERROR_NONE &&
         (*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, JVMTI_EVENT_GARBAGE_COLLECTION_START, NULL) == JVMTI_ERROR_NONE &&
         (*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, JVMTI_EVENT_GARBAGE_COLLECTION_FINISH, NULL) == JVMTI_ERROR_NONE;
}

uint64_t gc_pause_total(void) {
  return atomic_load(&total);
}

bool gc_pause_now(void) {
  return atomic_load(&begun) != 0;
}

void JNICALL gc_pause_begin(jvmtiEnv* jvmti) {
  (void)jvmti;
  atomic_store(&begun, clock_monotonic());
}

void JNICALL gc_pause_end(jvmtiEnv* jvmti) {
  (void)jvmti;
  uint64_t from = atomic_exchange(&begun, 0);
  if (from != 0) {
    atomic_fetch_add(&total, clock_monotonic() - from);
  }
}
