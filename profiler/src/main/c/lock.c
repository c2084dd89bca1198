// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "lock.h"


#include "classes.h"
#include "clock.h"
#include "counters.h"
#include "frame.h"
#include "jvmti_stack.h"
#include "kind.h"
#include "label.h"
#include "threads.h"
#include "wall_state.h"
#include "window.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// One wait in so many has its cost measured.
#define COST_EVERY 8u

// The monitor, and the tag of a label.
#define LOCK_EXTRA_WORDS 2

// Stored before the events are turned on.
static _Atomic uint32_t depth_wanted;
static _Atomic uint64_t threshold;
static _Atomic uint64_t opened;  // by clock_monotonic(); 0: never

static _Atomic bool kept;

// Whether the events are on, and how often they were turned on. Only starts and stops write these.
static bool on;
static _Atomic uint32_t turns;

static _Thread_local uint32_t waits;

// A wait that has begun.
struct wait {
  uint64_t start;   // by clock_monotonic(); 0: it is over
  uint32_t turn;    // of the events, when it began
  uint64_t cost;    // CPU time of the first event; 0: not measured
  uint32_t depth;   // the stack that there is room for
  uint32_t count;   // of words
  uint64_t words[];
};

const char* lock_obtain(jvmtiEnv* jvmti) {
  jvmtiCapabilities wanted;
  memset(&wanted, 0, sizeof wanted);
  wanted.can_tag_objects = 1;
  wanted.can_generate_monitor_events = 1;
  return (*jvmti)->AddCapabilities(jvmti, &wanted) == JVMTI_ERROR_NONE
             ? NULL
             : "this JVM does not report waits for monitors to the profiler (JVMTI's MonitorContendedEnter)";
}

static bool set_mode(jvmtiEnv* jvmti, jvmtiEventMode mode) {
  return (*jvmti)->SetEventNotificationMode(jvmti, mode, JVMTI_EVENT_MONITOR_CONTENDED_ENTER, NULL) == JVMTI_ERROR_NONE &&
         (*jvmti)->SetEventNotificationMode(jvmti, mode, JVMTI_EVENT_MONITOR_CONTENDED_ENTERED, NULL) == JVMTI_ERROR_NONE;
}

static bool set_on(jvmtiEnv* jvmti, uint32_t depth) {
  atomic_store(&depth_wanted, depth);
  if (!on) {
    atomic_fetch_add(&turns, 1);
    on = set_mode(jvmti, JVMTI_ENABLE);
  }
  return on;
}

static void set_off(jvmtiEnv* jvmti) {
  set_mode(jvmti, JVMTI_DISABLE);
  on = false;
}

bool lock_start(jvmtiEnv* jvmti, const struct lock_settings* settings) {
  atomic_store(&threshold, settings->threshold);
  atomic_store(&opened, clock_monotonic());
  return set_on(jvmti, settings->depth);
}

void lock_stop(jvmtiEnv* jvmti) {
  if (!atomic_load(&kept)) {
    set_off(jvmti);
  }
}

bool lock_keep(jvmtiEnv* jvmti, uint32_t depth) {
  atomic_store(&kept, set_on(jvmti, depth));
  return atomic_load(&kept);
}

void lock_release(jvmtiEnv* jvmti) {
  atomic_store(&kept, false);
  set_off(jvmti);
}

static struct wait* wait_of_current(jvmtiEnv* jvmti) {
  void* data = NULL;
  return (*jvmti)->GetThreadLocalStorage(jvmti, NULL, &data) == JVMTI_ERROR_NONE ? data : NULL;
}

// NULL when there is no memory, or nowhere to keep it.
static struct wait* new_wait(jvmtiEnv* jvmti, uint32_t depth) {
  struct wait* wait = malloc(sizeof *wait + (LOCK_EXTRA_WORDS + jvmti_stack_most(depth)) * sizeof(uint64_t));
  if (wait != NULL && (*jvmti)->SetThreadLocalStorage(jvmti, NULL, wait) != JVMTI_ERROR_NONE) {
    free(wait);
    return NULL;
  }
  if (wait != NULL) {
    wait->depth = depth;
  }
  return wait;
}

void lock_forget_current(jvmtiEnv* jvmti) {
  struct wait* wait = atomic_load(&turns) == 0 ? NULL : wait_of_current(jvmti);
  if (wait != NULL && (*jvmti)->SetThreadLocalStorage(jvmti, NULL, NULL) == JVMTI_ERROR_NONE) {
    free(wait);
  }
}

static uint32_t class_number(jvmtiEnv* jvmti, JNIEnv* env, jobject object) {
  jclass class = (*env)->GetObjectClass(env, object);
  uint32_t number = classes_number(jvmti, class);
  (*env)->DeleteLocalRef(env, class);
  return number;
}

void JNICALL lock_contended_enter(jvmtiEnv* jvmti, JNIEnv* env, jthread thread, jobject object) {
  (void)thread;
  uint64_t begin = waits++ % COST_EVERY == 0 ? clock_own_cpu() : 0;
  uint32_t depth = atomic_load(&depth_wanted);
  struct wait* wait = wait_of_current(jvmti);
  if (wait != NULL && wait->depth < depth) {
    // Of an earlier window, with shorter stacks.
    free(wait);
    wait = NULL;
  }
  if (wait == NULL) {
    wait = new_wait(jvmti, depth);
  }
  if (wait == NULL) {
    counters_add(COUNTER_UNTIMED, 1);
    return;
  }
  wait->words[0] = frame_monitor(class_number(jvmti, env, object));
  wait->count = 1 + jvmti_stack(jvmti, NULL, wait->words + 1, depth);
  struct noted noted;
  if (!threads_note_current(&noted)) {
    noted = (struct noted){0, 0, 0};
  }
  wait->words[wait->count++] = frame_tag(WALL_BLOCKED | label_tag(noted.label)) | frame_virtual_thread(noted.mounted);
  wait->cost = begin == 0 ? 0 : clock_own_cpu() - begin;
  wait->turn = atomic_load(&turns);
  wait->start = clock_monotonic();
}

static void leave_record(struct window* window, const struct ring_sample* sample, const struct wait* wait, uint64_t cost) {
  counters_add(COUNTER_CONTENTIONS, 1);
  struct ring_record* record = ring_claim(&window->ring, sample, wait->count);
  if (record != NULL) {
    memcpy(record->stack, wait->words, wait->count * sizeof *wait->words);
    ring_publish(record, wait->count, cost);
  }
}

void JNICALL lock_contended_entered(jvmtiEnv* jvmti, JNIEnv* env, jthread thread, jobject object) {
  (void)env, (void)thread, (void)object;
  uint64_t now = clock_monotonic();
  struct wait* wait = wait_of_current(jvmti);
  struct noted noted;
  if (wait == NULL || wait->start == 0 || wait->turn != atomic_load(&turns) || !threads_note_current(&noted)) {
    return;
  }
  uint64_t from = atomic_load(&opened);
  uint64_t begin = wait->start > from ? wait->start : from;
  uint64_t delay = now > begin ? now - begin : 0;
  wait->start = 0;
  if (delay < atomic_load(&threshold)) {
    return;
  }
  struct ring_sample sample = {
      .kind = KIND_LOCK,
      .thread_id = noted.id,
      .count = 1,
      .value = delay,
      .time_nanos = now,
  };
  struct window* window = window_enter_for(KIND_LOCK);
  if (window != NULL) {
    leave_record(window, &sample, wait, wait->cost);
    window_leave();
  }
}
