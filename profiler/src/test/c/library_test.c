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
#include "frame.h"
#include "handler.h"
#include "kind.h"
#include "played_jvm.h"
#include "ring.h"
#include "walk.h"

#define INTERVAL UINT64_C(1000000)
#define BURN (150 * INTERVAL)
// A POSIX timer's signal comes with the scheduler's tick, 100 times a second at the least.
#define LONGEST_TICK UINT64_C(10000000)
#define CAPACITY (UINT64_C(1) << 20)
#define THREADS 3
#define DEPTH 64

typedef jstring (*init_function)(JNIEnv*, jclass);
typedef jlong (*start_function)(JNIEnv*, jclass, jobject, jint, jlong, jint, jint, jboolean, jint, jboolean, jint, jboolean, jlong,
                                jlong, jboolean);
typedef jint (*stop_function)(JNIEnv*, jclass);
typedef void (*poll_function)(JNIEnv*, jclass);
typedef jint (*cost_function)(JNIEnv*, jclass, jlongArray);

static start_function start;
static stop_function stop;
static poll_function poll;
static cost_function signal_cost;

static struct played_thread main_thread;

// What the records of a window say, in ns.
struct seen {
  uint64_t all;
  uint64_t lost;
  uint64_t java;      // whose stacks end in the frames of the played AsyncGetCallTrace
  uint64_t burning;   // whose stacks have a frame in burn()
  uint64_t failed;    // walks that failed
  uint64_t left;      // which no signal reported
  uint32_t threads[THREADS + 8];
  int thread_count;
};

static uint64_t cpu_of(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * UINT64_C(1000000000) + (uint64_t)time.tv_nsec;
}

static volatile uint64_t burnt;

// Where burn() is.
extern const char __start_burning[], __stop_burning[];

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

static bool in_burn(uint64_t word) {
  return word >= frame_native((uintptr_t)__start_burning) && word < frame_native((uintptr_t)__stop_burning);
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

static bool ends_in_played_frames(const struct ring_record* record, uint64_t depth) {
  bool same = depth >= PLAYED_FRAMES;
  for (uint64_t i = 0; same && i < PLAYED_FRAMES; i++) {
    same = record->stack[depth - PLAYED_FRAMES + i] == frame_java(played_methods[i], played_bcis[i]);
  }
  return same;
}

static void note_thread(struct seen* seen, uint32_t id) {
  for (int i = 0; i < seen->thread_count; i++) {
    if (seen->threads[i] == id) {
      return;
    }
  }
  if (seen->thread_count < (int)(sizeof seen->threads / sizeof seen->threads[0])) {
    seen->threads[seen->thread_count++] = id;
  }
}

static void look(struct seen* seen, const struct ring_record* record, uint64_t depth) {
  CHECK(record->kind == KIND_CPU && record->count > 0 && depth > 0);
  CHECK(record->value == record->count * INTERVAL);
  note_thread(seen, record->thread_id);
  seen->all += record->value;
  bool unsampled = record->stack[0] == frame_pseudo(PSEUDO_FAILED_UNSAMPLED) ||
                   record->stack[0] == frame_pseudo(PSEUDO_FAILED_THREAD_START);
  if (unsampled) {
    seen->left += record->value;
  } else if (frame_is_failed(record->stack[0])) {
    seen->failed += record->value;
  }
  seen->java += ends_in_played_frames(record, depth) ? record->value : 0;
  bool burning = false;
  for (uint64_t i = 0; i < depth; i++) {
    burning |= in_burn(record->stack[i]);
  }
  seen->burning += burning ? record->value : 0;
}

// Takes all that is published, as the Java side does.
static void drain(struct ring_control* control, struct seen* seen) {
  unsigned char* records = (unsigned char*)control + RING_CONTROL_BYTES;
  uint64_t head = atomic_load_explicit(&control->head, memory_order_relaxed);
  for (;;) {
    struct ring_record* record = (void*)(records + (head & (control->capacity - 1)));
    int64_t length = atomic_load_explicit(&record->length, memory_order_acquire);
    if (length == 0) {
      return;
    }
    uint64_t bytes = (uint64_t)(length < 0 ? -length : length);
    if (length > 0) {
      look(seen, record, bytes / 8 - RING_RECORD_WORDS);
      memset((uint64_t*)(void*)record + 1, 0, bytes - 8);
    }
    atomic_store_explicit(&record->length, 0, memory_order_relaxed);
    head += bytes;
    atomic_store_explicit(&control->head, head, memory_order_release);
  }
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
                        (jlong)INTERVAL, DEPTH, (jint)clock, JNI_FALSE, WALK_NATIVE_FULL, JNI_FALSE, 0, JNI_FALSE, 0, 0, JNI_FALSE);
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
    used += burn(5 * INTERVAL);
    poll(&main_thread.env, NULL);
    if (reads) {
      drain(control, &seen);
    }
  }
  pthread_barrier_wait(&burnt_all);
  CHECK(stop(&main_thread.env, NULL) == HANDLER_OK);
  uint64_t spent = cpu_of(CLOCK_PROCESS_CPUTIME_ID) - before;
  pthread_barrier_wait(&closed);
  for (int i = 0; i < THREADS - 1; i++) {
    pthread_join(burners[i].thread, NULL);
  }
  drain(control, &seen);
  seen.lost = atomic_load(&control->lost[KIND_CPU].value);
  free(control);

  uint64_t java = used + burners[0].used;
  uint64_t all = java + burners[1].used;
  printf("clock %d, ring of %llu: %llu ms burnt, %llu seen, %llu lost; %llu of %llu in Java; %llu left, %llu failed\n", clock,
         (unsigned long long)capacity, (unsigned long long)(all / INTERVAL), (unsigned long long)(seen.all / INTERVAL),
         (unsigned long long)(seen.lost / INTERVAL), (unsigned long long)(seen.java / INTERVAL),
         (unsigned long long)(java / INTERVAL), (unsigned long long)(seen.left / INTERVAL),
         (unsigned long long)(seen.failed / INTERVAL));
  // No tick is forgotten, none counts twice: a thread's first and last tick may lie an interval off.
  CHECK(seen.all + seen.lost + THREADS * INTERVAL >= all);
  CHECK(seen.all + seen.lost <= spent + THREADS * INTERVAL);
  CHECK(seen.failed == 0);
  if (reads) {
    CHECK(seen.lost == 0);
    CHECK(seen.thread_count >= THREADS);
    // The rest of each thread has no signal of its own; so has the native thread's time until it was found.
    CHECK(seen.java + 2 * LONGEST_TICK >= java);
    CHECK(seen.burning + seen.left + THREADS * LONGEST_TICK >= all);
    CHECK(seen.left <= all / 2);
  } else {
    CHECK(seen.lost > 0);
  }
  return true;
}

static void a_signal_of_the_timer_has_a_cost(void) {
  struct played_longs costs = {.length = 0};
  CHECK(signal_cost(&main_thread.env, NULL, (jlongArray)&costs) == HANDLER_OK);
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
  signal_cost = (cost_function)played_native("signalCost", "([J)I");
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
