// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "wall.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "gc_pause.h"
#include "peek.h"
#include "threads.h"
#include "visits.h"

static jvmtiEnv* jvmti;
static _Atomic bool active;
static struct wall_settings current;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// Guarded by the lock.
static struct visited** list;
static uint32_t room;
static uint32_t count;
static bool counting;  // from wall_start to wall_settle

static struct visited_by visitor(JNIEnv* env) {
  return (struct visited_by){.jvmti = jvmti, .env = env, .depth = current.depth, .idle = current.idle};
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
  visited_begin(visited);
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

static void visit_one(JNIEnv* env, struct visited* visited) {
  struct visited_by by = visitor(env);
  visited_visit(visited, &by);
}

static void round_of_visits(void* env) {
  each(env, visit_one);
}

void wall_visit(JNIEnv* env) {
  visits_run(round_of_visits, env);
}

void wall_end(void) {
  visits_end();
}

static void settle_one(JNIEnv* env, struct visited* visited) {
  if (counting) {
    struct visited_by by = visitor(env);
    visited_settle(visited, &by);
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
  struct visited* visited = visited_new(env, thread, vm);
  if (visited != NULL) {
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
  if (at < count && counting) {
    visited_end(list[at]);
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
    visited_free(env, visited);
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
