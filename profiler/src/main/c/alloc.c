// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "alloc.h"


#include "classes.h"
#include "clock.h"
#include "counters.h"
#include "frame.h"
#include "jvmti_stack.h"
#include "kind.h"
#include "label.h"
#include "threads.h"
#include "vmthread.h"
#include "watch.h"
#include "window.h"
#include <stdatomic.h>
#include <string.h>

// One event in so many has its cost measured.
#define COST_EVERY 8u

// Stored before the event is turned on.
static _Atomic uint32_t depth_wanted;
static _Atomic bool watching;

static _Atomic bool kept;

static _Thread_local uint32_t events;

const char* alloc_obtain(jvmtiEnv* jvmti) {
  jvmtiCapabilities wanted;
  memset(&wanted, 0, sizeof wanted);
  wanted.can_tag_objects = 1;
  if ((*jvmti)->AddCapabilities(jvmti, &wanted) != JVMTI_ERROR_NONE) {
    return "this JVM does not let the profiler number its classes";
  }
  wanted.can_generate_sampled_object_alloc_events = 1;
  if ((*jvmti)->AddCapabilities(jvmti, &wanted) != JVMTI_ERROR_NONE) {
    return "this JVM does not report allocations to the profiler, probably because it does to another agent"
           " (JVMTI grants SampledObjectAlloc to one at a time)";
  }
  return NULL;
}

static bool set_on(jvmtiEnv* jvmti, uint32_t interval) {
  return (*jvmti)->SetHeapSamplingInterval(jvmti, (jint)interval) == JVMTI_ERROR_NONE &&
         (*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, JVMTI_EVENT_SAMPLED_OBJECT_ALLOC, NULL) == JVMTI_ERROR_NONE;
}

static void set_off(jvmtiEnv* jvmti) {
  (*jvmti)->SetEventNotificationMode(jvmti, JVMTI_DISABLE, JVMTI_EVENT_SAMPLED_OBJECT_ALLOC, NULL);
}

bool alloc_start(jvmtiEnv* jvmti, const struct alloc_settings* settings) {
  atomic_store(&depth_wanted, settings->depth);
  atomic_store(&watching, settings->watch);
  return set_on(jvmti, settings->interval);
}

void alloc_stop(jvmtiEnv* jvmti) {
  if (!atomic_load(&kept)) {
    set_off(jvmti);
  }
}

bool alloc_keep(jvmtiEnv* jvmti, uint32_t interval) {
  if (!atomic_load(&kept)) {
    atomic_store(&kept, set_on(jvmti, interval));
  }
  return atomic_load(&kept);
}

void alloc_release(jvmtiEnv* jvmti) {
  atomic_store(&kept, false);
  set_off(jvmti);
}

// The record of an object, in a window that lets it in.
static void leave_record(struct window* window, const struct ring_sample* sample, const uint64_t* words, uint32_t count,
                         uint64_t begin) {
  counters_add(COUNTER_ALLOCATIONS, 1);
  struct ring_record* record = ring_claim(&window->ring, sample, count);
  if (record != NULL) {
    memcpy(record->stack, words, count * sizeof *words);
    ring_publish(record, count, begin == 0 ? 0 : clock_own_cpu() - begin);
  }
}

void JNICALL alloc_sampled(jvmtiEnv* jvmti, JNIEnv* env, jthread thread, jobject object, jclass class, jlong size) {
  (void)thread;
  struct noted noted;
  if (window_state() != WINDOW_OPEN || !window_samples(KIND_ALLOC) || !threads_note_current(&noted)) {
    return;
  }
  uint64_t begin = events++ % COST_EVERY == 0 ? clock_own_cpu() : 0;
  uint32_t depth = atomic_load(&depth_wanted);
  uint64_t words[jvmti_stack_most(depth) + ALLOC_EXTRA_WORDS];
  uint32_t count = 0;
  words[count++] = frame_object(classes_number(jvmti, class), (uint64_t)size);
  count += jvmti_stack(jvmti, NULL, words + count, depth);
  count = label_append(words, count, noted.label, noted.mounted);
  bool watch = atomic_load(&watching);
  uint64_t number = watch ? watch_add(env, object) : 0;
  words[count++] = number;
  struct ring_sample sample = {
      .kind = KIND_ALLOC,
      .thread_id = noted.id,
      .count = 1,
      .value = (uint64_t)size,
      .time_nanos = clock_monotonic(),
  };
  struct window* window = window_enter_for(KIND_ALLOC);
  if (window != NULL) {
    if (watch && number == 0) {
      counters_add(COUNTER_UNWATCHED, 1);
    }
    leave_record(window, &sample, words, count, begin);
    window_leave();
  }
}

void alloc_count_from(struct thread_entry* entry) {
  entry->allocated = entry->env == NULL ? 0 : vmthread_allocated(entry->env);
}

void alloc_count_up_to(struct thread_entry* entry) {
  if (entry->env != NULL && !entry->excluded) {
    counters_add(COUNTER_ALLOCATED, vmthread_allocated(entry->env) - entry->allocated);
  }
}
