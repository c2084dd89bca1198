// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "wall.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "clock.h"
#include "counters.h"
#include "frame.h"
#include "gc_pause.h"
#include "jvmti_stack.h"
#include "kind.h"
#include "label.h"
#include "peek.h"
#include "tasks.h"
#include "threads.h"
#include "visits.h"
#include "window.h"

struct visited {
  jobject thread;  // a global reference
  struct vmthread vm;

  // From the opening of the window, or the thread's start.
  uint64_t since;
  uint64_t cpu;
  uint64_t delay;

  // What was given away of the time since then.
  int64_t told_off;
  uint64_t told_delay;

  // From the last visit.
  uint64_t seen_cpu;
  uint64_t seen_delay;
  uint64_t seen_pauses;
  bool known;   // it has not run since its stack was taken
  bool awake;   // it has been woken since, and waits for a processor
  bool idle;    // it has not run in this window
  bool hidden;  // it is one of ours
  enum wall_state state;
  uint64_t idle_off;  // time off the processor while it was idle
  uint32_t count;
  uint32_t room;
  uint64_t* words;
};

static jvmtiEnv* jvmti;
static _Atomic bool active;
static struct wall_settings current;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// Guarded by the lock.
static struct visited** list;
static uint32_t room;
static uint32_t count;
static bool counting;  // from wall_start to wall_settle

static void leave_record(struct visited* visited, uint64_t nanos, const uint64_t* words, uint32_t depth, enum wall_state state) {
  struct noted noted;
  if (!threads_note(visited->vm.tid, &noted)) {
    visited->hidden = true;
    return;
  }
  struct ring_sample sample = {
      .kind = KIND_WALL,
      .thread_id = noted.id,
      .count = 1,
      .value = nanos,
      .time_nanos = clock_monotonic(),
  };
  struct window* window = window_enter_for(KIND_WALL);
  if (window == NULL) {
    return;
  }
  counters_add(COUNTER_VISITS, 1);
  struct ring_record* record = ring_claim(&window->ring, &sample, depth + 1);
  if (record != NULL) {
    for (uint32_t i = 0; i < depth; i++) {
      record->stack[i] = words[i];
    }
    record->stack[depth] = frame_tag(state | label_tag(noted.label));
    ring_publish(record, depth + 1, 0);
  }
  window_leave();
}

static void leave_mark(struct visited* visited, uint64_t nanos, enum pseudo_frame mark, enum wall_state state) {
  uint64_t word = frame_pseudo(mark);
  leave_record(visited, nanos, &word, 1, state);
}

// Time off the processor that was not given away yet; negative when too much was.
static int64_t off(const struct visited* visited, uint64_t now, uint64_t cpu) {
  uint64_t on = cpu - visited->cpu + visited->seen_delay - visited->delay;
  return (int64_t)(now - visited->since) - (int64_t)on - visited->told_off;
}

static void give_stack(struct visited* visited, int64_t nanos) {
  if (nanos > 0) {
    visited->told_off += nanos;
    leave_record(visited, (uint64_t)nanos, visited->words, visited->count, visited->state);
  }
}

static void give_mark(struct visited* visited, int64_t nanos, enum pseudo_frame mark, enum wall_state state) {
  if (nanos > 0) {
    visited->told_off += nanos;
    leave_mark(visited, (uint64_t)nanos, mark, state);
  }
}

static void give_delay(struct visited* visited) {
  visited->seen_delay = tasks_run_delay(visited->vm.tid);
  uint64_t delay = visited->seen_delay - visited->delay;
  if (delay > visited->told_delay) {
    leave_mark(visited, delay - visited->told_delay, PSEUDO_RUN_QUEUE, WALL_RUNNABLE);
    visited->told_delay = delay;
  }
}

static enum wall_state state_of(jint bits) {
  if ((bits & JVMTI_THREAD_STATE_BLOCKED_ON_MONITOR_ENTER) != 0) {
    return WALL_BLOCKED;
  }
  if ((bits & JVMTI_THREAD_STATE_SLEEPING) != 0) {
    return WALL_SLEEPING;
  }
  if ((bits & JVMTI_THREAD_STATE_PARKED) != 0) {
    return WALL_PARKED;
  }
  return (bits & JVMTI_THREAD_STATE_IN_OBJECT_WAIT) != 0 ? WALL_WAITING : WALL_UNKNOWN;
}

static bool has_room(struct visited* visited) {
  uint32_t wanted = 1 + jvmti_stack_most(current.depth);
  if (visited->room < wanted) {
    uint64_t* moved = realloc(visited->words, wanted * sizeof *moved);
    if (moved == NULL) {
      return false;
    }
    visited->words = moved;
    visited->room = wanted;
  }
  return true;
}

// Takes the stack of a thread that sleeps. False if there is none to be had now, or no memory.
static bool take_stack(JNIEnv* env, struct visited* visited) {
  // A thread that asks the JVM for a stack waits while the collector is at work, and so would its next visits.
  if (gc_pause_now() || !has_room(visited) || !vmthread_alive(env, visited->thread)) {
    return false;
  }
  int vm_state = vmthread_state(visited->vm.env);
  if (vm_state != VMTHREAD_IN_NATIVE && vm_state != VMTHREAD_BLOCKED) {
    // As for a thread that it starts, or for memory. Asked for its stack, it would have to come out first.
    visited->words[0] = frame_pseudo(PSEUDO_IN_VM);
    visited->count = 1;
    visited->state = WALL_IN_NATIVE;
    return true;
  }
  jint bits = 0;
  (*jvmti)->GetThreadState(jvmti, visited->thread, &bits);
  enum wall_state state = state_of(bits);
  // What Java takes for running waits in native code; one that is blocked waits for the JVM itself, as at a safepoint.
  visited->state = state == WALL_UNKNOWN ? WALL_IN_NATIVE : state;
  visited->count = 0;
  if (state == WALL_UNKNOWN && vm_state == VMTHREAD_BLOCKED) {
    visited->words[visited->count++] = frame_pseudo(PSEUDO_IN_VM);
  }
  visited->count += jvmti_stack(jvmti, visited->thread, visited->words + visited->count, current.depth);
  return true;
}

static void visit(JNIEnv* env, struct visited* visited) {
  uint64_t cpu;
  if (visited->hidden || !clock_thread_cpu(visited->vm.tid, &cpu)) {
    return;
  }
  uint64_t now = clock_monotonic();
  uint64_t pauses = gc_pause_total();
  uint64_t paused = pauses - visited->seen_pauses;
  visited->seen_pauses = pauses;
  if (visited->known && cpu == visited->seen_cpu) {
    int64_t nanos = off(visited, now, cpu);
    if (visited->idle) {
      visited->idle_off = (uint64_t)nanos;
    } else if (!visited->awake) {
      visited->awake = tasks_runnable(visited->vm.tid);
      give_stack(visited, visited->awake ? 0 : nanos);
    }
    return;
  }
  if (visited->idle && cpu != visited->cpu) {
    visited->idle = false;
    if (visited->known) {
      give_stack(visited, (int64_t)visited->idle_off);
    }
  }
  give_delay(visited);
  if (!visited->known && !visited->idle && paused > 0) {
    int64_t nanos = off(visited, now, cpu);
    give_mark(visited, nanos < (int64_t)paused ? nanos : (int64_t)paused, PSEUDO_GC_PAUSE, WALL_GC_PAUSE);
  }
  if (visited->known && visited->awake) {
    give_stack(visited, off(visited, now, cpu));
  }
  visited->known = false;
  uint64_t again;
  if (!clock_thread_cpu(visited->vm.tid, &again) || again != cpu || tasks_runnable(visited->vm.tid) ||
      !take_stack(env, visited)) {
    return;
  }
  visited->awake = false;
  visited->known = clock_thread_cpu(visited->vm.tid, &again) && again == cpu;
  visited->seen_cpu = cpu;
  if (visited->idle) {
    visited->idle_off = (uint64_t)off(visited, now, cpu);
  } else {
    give_stack(visited, off(visited, now, cpu));
  }
}

// What is left when the thread's window is over.
static void settle(struct visited* visited, uint64_t cpu) {
  int64_t nanos = off(visited, clock_monotonic(), cpu);
  if (visited->hidden) {
    return;
  }
  if (visited->idle && !current.idle) {
    give_mark(visited, nanos, PSEUDO_IDLE, WALL_UNKNOWN);
  } else if (visited->known && cpu == visited->seen_cpu) {
    give_stack(visited, nanos);
  } else {
    give_mark(visited, nanos, PSEUDO_FAILED_UNVISITED, WALL_UNKNOWN);
  }
}

static void count_from_now(struct visited* visited) {
  visited->since = clock_monotonic();
  visited->cpu = 0;
  clock_thread_cpu(visited->vm.tid, &visited->cpu);
  visited->delay = tasks_run_delay(visited->vm.tid);
  visited->told_off = 0;
  visited->told_delay = 0;
  visited->seen_delay = visited->delay;
  visited->seen_pauses = gc_pause_total();
  visited->known = false;
  visited->idle = true;
  visited->idle_off = 0;
}

// Everybody who is there all the time. From the end, since one that ends is replaced by the last.
static void each(JNIEnv* env, void (*call)(JNIEnv* env, struct visited* visited)) {
  pthread_mutex_lock(&lock);
  uint32_t at = count;
  pthread_mutex_unlock(&lock);
  while (at > 0) {
    at--;
    pthread_mutex_lock(&lock);
    if (at < count) {
      call(env, list[at]);
    }
    pthread_mutex_unlock(&lock);
  }
}

static void begin_one(JNIEnv* env, struct visited* visited) {
  (void)env;
  count_from_now(visited);
}

void wall_start(const struct wall_settings* settings) {
  pthread_mutex_lock(&lock);
  current = *settings;
  pthread_mutex_unlock(&lock);
  each(NULL, begin_one);
  pthread_mutex_lock(&lock);
  counting = true;
  pthread_mutex_unlock(&lock);
  visits_begin(settings->interval);
}

static void round_of_visits(void* env) {
  each(env, visit);
}

void wall_visit(JNIEnv* env) {
  visits_run(round_of_visits, env);
}

void wall_end(void) {
  visits_end();
}

static void settle_one(JNIEnv* env, struct visited* visited) {
  if (!counting) {
    return;
  }
  visit(env, visited);
  uint64_t cpu;
  if (clock_thread_cpu(visited->vm.tid, &cpu)) {
    settle(visited, cpu);
  }
}

void wall_settle(JNIEnv* env) {
  each(env, settle_one);
  pthread_mutex_lock(&lock);
  counting = false;
  pthread_mutex_unlock(&lock);
}

// With the lock.
static void add(JNIEnv* env, jthread thread, const struct vmthread* vm) {
  if (count == room) {
    uint32_t more = room == 0 ? 64 : 2 * room;
    struct visited** moved = realloc(list, more * sizeof *moved);
    if (moved == NULL) {
      return;
    }
    list = moved;
    room = more;
  }
  struct visited* visited = calloc(1, sizeof *visited);
  if (visited != NULL) {
    visited->thread = (*env)->NewGlobalRef(env, thread);
    visited->vm = *vm;
    count_from_now(visited);
    list[count++] = visited;
  }
}

// With the lock.
static uint32_t place_of(JNIEnv* env, pid_t tid) {
  uint32_t i = 0;
  while (i < count && (list[i]->vm.env != env || list[i]->vm.tid != tid)) {
    i++;
  }
  return i;
}

void wall_thread_started(JNIEnv* env, jthread thread, const struct vmthread* vm) {
  if (atomic_load(&active)) {
    pthread_mutex_lock(&lock);
    if (place_of(vm->env, vm->tid) == count) {
      add(env, thread, vm);
    }
    pthread_mutex_unlock(&lock);
  }
}

void wall_thread_ends(JNIEnv* env) {
  if (!atomic_load(&active)) {
    return;
  }
  pthread_mutex_lock(&lock);
  uint32_t at = place_of(env, threads_own_tid());
  if (at < count && counting && !list[at]->hidden) {
    give_delay(list[at]);
    int64_t nanos = off(list[at], clock_monotonic(), clock_own_cpu());
    if (list[at]->known) {
      give_stack(list[at], nanos);
    } else {
      give_mark(list[at], nanos, PSEUDO_FAILED_UNVISITED, WALL_UNKNOWN);
    }
  }
  pthread_mutex_unlock(&lock);
}

void wall_thread_ended(JNIEnv* env) {
  if (!atomic_load(&active)) {
    return;
  }
  pthread_mutex_lock(&lock);
  uint32_t at = place_of(env, threads_own_tid());
  struct visited* visited = at < count ? list[at] : NULL;
  if (visited != NULL) {
    list[at] = list[--count];
  }
  pthread_mutex_unlock(&lock);
  if (visited != NULL) {
    (*env)->DeleteGlobalRef(env, visited->thread);
    free(visited->words);
    free(visited);
  }
}

// One that runs already. It is in the registry until its last event, which takes it out of the list afterwards.
static void add_running(JNIEnv* env, const struct peek* peek, jthread thread) {
  struct vmthread vm;
  if (!vmthread_find(env, thread, peek, &vm)) {
    return;
  }
  pthread_mutex_lock(&lock);
  if (threads_is_java(&vm) && place_of(vm.env, vm.tid) == count) {
    add(env, thread, &vm);
  }
  pthread_mutex_unlock(&lock);
}

static const char* add_all_running(JNIEnv* env) {
  struct peek peek;
  jint threads;
  jthread* running;
  if (!peek_open(&peek)) {
    return "there is no descriptor left for a pipe";
  }
  jvmtiError error = (*jvmti)->GetAllThreads(jvmti, &threads, &running);
  for (jint i = 0; error == JVMTI_ERROR_NONE && i < threads; i++) {
    add_running(env, &peek, running[i]);
    (*env)->DeleteLocalRef(env, running[i]);
  }
  if (error == JVMTI_ERROR_NONE) {
    (*jvmti)->Deallocate(jvmti, (unsigned char*)running);
  }
  peek_close(&peek);
  return error == JVMTI_ERROR_NONE ? NULL : "this JVM does not list its threads";
}

const char* wall_obtain(jvmtiEnv* environment, JNIEnv* env) {
  if (atomic_load(&active)) {
    return NULL;
  }
  jvmti = environment;
  if (!gc_pause_obtain(jvmti)) {
    return "this JVM does not report the pauses of its garbage collector to the profiler";
  }
  if (!visits_init()) {
    return "the process has no more condition variables";
  }
  // Before those that run are listed, so that none falls between.
  atomic_store(&active, true);
  return add_all_running(env);
}
