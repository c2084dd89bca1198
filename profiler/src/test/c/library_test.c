// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The library as it is shipped, in a program that plays the JVM (played_jvm.h): it is loaded late, takes SIGPROF on a Java
// thread, on one that starts while it samples and on one of native code, by each clock, into a ring that is read meanwhile.
//   library_test <libjmhpprof.so>
// For platforms for which no JDK is at hand.
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "clock.h"
#include "handler.h"
#include "kind.h"
#include "played_jvm.h"
#include "ring.h"
#include "seen.h"
#include "signal_cost.h"
#include "walk.h"

#define BURN (150 * SEEN_INTERVAL)
// A POSIX timer's signal comes with the scheduler's tick. So a thread's last ticks have no stack, and others that of what it
// does a moment later: less than a fifth of so short a window.
#define MOST(whole) ((whole) - (whole) / 5)
#define CAPACITY (UINT64_C(1) << 20)
#define THREADS 3
#define DEPTH 64

typedef jstring (*init_function)(JNIEnv*, jclass);
typedef jlong (*start_function)(JNIEnv*, jclass, jobject, jint, jlong, jint, jint, jboolean, jint, jboolean, jint, jboolean, jlong,
                                jlong, jboolean);
typedef jint (*stop_function)(JNIEnv*, jclass);
typedef void (*poll_function)(JNIEnv*, jclass);
typedef jint (*cost_function)(JNIEnv*, jclass, jint, jlongArray);

static start_function start;
static stop_function stop;
static poll_function poll;
static cost_function signal_cost;

static struct played_thread main_thread;

static uint64_t cpu_of(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * UINT64_C(1000000000) + (uint64_t)time.tv_nsec;
}

static volatile uint64_t burnt;

// Of CPU time of this thread; what it used.
__attribute__((noinline, section("burning"))) static uint64_t burn(uint64_t nanos) {
  uint64_t begin = cpu_of(CLOCK_THREAD_CPUTIME_ID);
  uint64_t used = 0;
  while (used < nanos) {
    for (int i = 0; i < 100000; i++) {
      burnt++;
    }
    used = cpu_of(CLOCK_THREAD_CPUTIME_ID) - begin;
  }
  return used;
}

static struct ring_control* new_ring(uint64_t capacity) {
  size_t bytes = RING_CONTROL_BYTES + capacity;
  struct ring_control* control = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (control != NULL) {
    memset(control, 0, bytes);
    control->magic = RING_MAGIC;
    control->capacity = capacity;
  }
  return control;
}

// Threads burn, then stay until the window is closed.
struct burner {
  bool java;
  uint64_t used;
  pthread_t thread;
};

static pthread_barrier_t begun;
static pthread_barrier_t burnt_all;
static pthread_barrier_t closed;

static void* run_burner(void* argument) {
  struct burner* burner = argument;
  struct played_thread thread;
  if (burner->java) {
    played_attach(&thread, "started");
    played_callbacks()->ThreadStart(played_jvmti(), &thread.env, (jthread)&thread);
  }
  pthread_barrier_wait(&begun);
  burner->used = burn(BURN);
  pthread_barrier_wait(&burnt_all);
  pthread_barrier_wait(&closed);
  if (burner->java) {
    played_callbacks()->ThreadEnd(played_jvmti(), &thread.env, (jthread)&thread);
  }
  return NULL;
}

// A window with this thread, a Java thread that starts in it, and a native one. False when the clock was refused.
static bool sample(enum clock_choice clock, uint64_t capacity, bool reads) {
  struct ring_control* control = new_ring(capacity);
  struct seen seen = {.all = 0};
  uint64_t before = cpu_of(CLOCK_PROCESS_CPUTIME_ID);
  jlong started = start(&main_thread.env, NULL, played_buffer(control, RING_CONTROL_BYTES + capacity), (jint)KIND_BIT(KIND_CPU),
                        (jlong)SEEN_INTERVAL, DEPTH, (jint)clock, JNI_FALSE, WALK_NATIVE_FULL, JNI_FALSE, 0, JNI_FALSE, 0, 0, JNI_FALSE);
  if ((started & 0xFFFFFFFF) == HANDLER_REFUSED) {
    printf("clock %d: refused with %s\n", clock, strerror((int)(started >> 32)));
    free(control);
    return false;
  }
  CHECK(started == HANDLER_OK);
  pthread_barrier_init(&begun, NULL, THREADS);
  pthread_barrier_init(&burnt_all, NULL, THREADS);
  pthread_barrier_init(&closed, NULL, THREADS);
  struct burner burners[THREADS - 1] = {{.java = true}, {.java = false}};
  for (int i = 0; i < THREADS - 1; i++) {
    CHECK(pthread_create(&burners[i].thread, NULL, run_burner, &burners[i]) == 0);
  }
  pthread_barrier_wait(&begun);
  uint64_t used = 0;
  while (used < BURN) {
    used += burn(5 * SEEN_INTERVAL);
    poll(&main_thread.env, NULL);
    if (reads) {
      seen_drain(&seen, control);
    }
  }
  pthread_barrier_wait(&burnt_all);
  CHECK(stop(&main_thread.env, NULL) == HANDLER_OK);
  uint64_t spent = cpu_of(CLOCK_PROCESS_CPUTIME_ID) - before;
  pthread_barrier_wait(&closed);
  for (int i = 0; i < THREADS - 1; i++) {
    pthread_join(burners[i].thread, NULL);
  }
  seen_drain(&seen, control);
  seen.lost = atomic_load(&control->lost[KIND_CPU].value);
  free(control);

  uint64_t java = used + burners[0].used;
  uint64_t all = java + burners[1].used;
  printf("clock %d, ring of %llu: %llu ms burnt, %llu seen, %llu lost; %llu of %llu in Java; %llu left, %llu failed\n", clock,
         (unsigned long long)capacity, (unsigned long long)(all / SEEN_INTERVAL), (unsigned long long)(seen.all / SEEN_INTERVAL),
         (unsigned long long)(seen.lost / SEEN_INTERVAL), (unsigned long long)(seen.java / SEEN_INTERVAL),
         (unsigned long long)(java / SEEN_INTERVAL), (unsigned long long)(seen.left / SEEN_INTERVAL),
         (unsigned long long)(seen.failed / SEEN_INTERVAL));
  // No tick is forgotten, none counts twice: a thread's first and last tick may lie an interval off.
  CHECK(seen.all + seen.lost + THREADS * SEEN_INTERVAL >= all);
  CHECK(seen.all + seen.lost <= spent + THREADS * SEEN_INTERVAL);
  CHECK(seen.failed == 0);
  CHECK(seen.torn == 0);
  if (reads) {
    CHECK(seen.lost == 0);
    CHECK(seen.thread_count >= THREADS);
    // The rest of each thread has no signal of its own; so has the native thread's time until it was found.
    CHECK(seen.java >= MOST(java));
    CHECK(seen.burning + seen.left >= MOST(all));
    CHECK(seen.left <= all / 2);
  } else {
    CHECK(seen.lost > 0);
  }
  return true;
}

static void a_signal_of_the_timer_has_a_cost(void) {
  struct played_longs costs = {.length = 0};
  CHECK(signal_cost(&main_thread.env, NULL, COST_TIMER, (jlongArray)&costs) == HANDLER_OK);
  CHECK(costs.length > 4 && costs.at[4] > 0);
}

static bool load(const char* file) {
  void* library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    printf("%s\n", dlerror());
    return false;
  }
  jint (*on_load)(JavaVM*, void*);
  void* symbol = dlsym(library, "JNI_OnLoad");
  memcpy(&on_load, &symbol, sizeof symbol);
  CHECK(on_load(played_jvm(&main_thread), NULL) == JNI_VERSION_1_8);
  init_function init = (init_function)played_native("init", "()Ljava/lang/String;");
  start = (start_function)played_native("start", "(Ljava/nio/ByteBuffer;IJIIZIZIZJJZ)J");
  stop = (stop_function)played_native("stop", "()I");
  poll = (poll_function)played_native("poll", "()V");
  signal_cost = (cost_function)played_native("signalCost", "(I[J)I");
  if (init == NULL || start == NULL || stop == NULL || poll == NULL || signal_cost == NULL) {
    printf("the library registers other functions than this program knows\n");
    return false;
  }
  const char* missing = (const char*)init(&main_thread.env, NULL);
  if (missing != NULL) {
    printf("%s\n", missing);
  }
  return missing == NULL;
}

int main(int count, char** arguments) {
  if (count != 2 || !load(arguments[1])) {
    return 2;
  }
  a_signal_of_the_timer_has_a_cost();
  CHECK(sample(CLOCK_TIMER, CAPACITY, true));
  // Records go round this one many times.
  CHECK(sample(CLOCK_TIMER, CAPACITY >> 4, true));
  CHECK(sample(CLOCK_TIMER, RING_MIN_CAPACITY, false));
  // Many machines and emulators have no perf events.
  sample(CLOCK_PERF, CAPACITY, true);
  return check_result();
}
