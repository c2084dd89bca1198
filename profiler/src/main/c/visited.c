// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "visited.h"

#include <stdlib.h>

#include "clock.h"
#include "counters.h"
#include "frame.h"
#include "gc_pause.h"
#include "jvmti_stack.h"
#include "kind.h"
#include "label.h"
#include "tasks.h"
#include "threads.h"
#include "window.h"

struct visited* visited_new(JNIEnv* env, jthread thread, const struct vmthread* vm) {
  struct visited* visited = calloc(1, sizeof *visited);
  if (visited != NULL) {
    visited->thread = (*env)->NewGlobalRef(env, thread);
    visited->vm = *vm;
    visited_begin(visited);
  }
  return visited;
}

void visited_free(JNIEnv* env, struct visited* visited) {
  (*env)->DeleteGlobalRef(env, visited->thread);
  free(visited->words);
  free(visited);
}

void visited_begin(struct visited* visited) {
  struct visited_moment now = {.wall = clock_monotonic(), .delay = tasks_run_delay(visited->vm.tid)};
  clock_thread_cpu(visited->vm.tid, &now.cpu);
  visited->begin = now;
  visited->last = now;
  visited->told_off = 0;
  visited->told_delay = 0;
  visited->seen_pauses = gc_pause_total();
  visited->known = false;
  visited->awake = false;
  visited->idle = true;
  visited->idle_off = 0;
  visited->count = 0;
}

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

// Between two moments.
static int64_t off_from(const struct visited_moment* from, const struct visited_moment* to) {
  return (int64_t)(to->wall - from->wall) - (int64_t)(to->cpu - from->cpu) - (int64_t)(to->delay - from->delay);
}

// Time off the processor that was not told yet; negative when too much was.
static int64_t off(const struct visited* visited, const struct visited_moment* now) {
  return off_from(&visited->begin, now) - visited->told_off;
}

static void tell(struct visited* visited, int64_t nanos) {
  if (nanos > 0) {
    visited->told_off += nanos;
    leave_record(visited, (uint64_t)nanos, visited->words, visited->count, visited->state);
  }
}

static void tell_mark(struct visited* visited, int64_t nanos, enum pseudo_frame mark, enum wall_state state) {
  if (nanos > 0) {
    visited->told_off += nanos;
    leave_mark(visited, (uint64_t)nanos, mark, state);
  }
}

// What earlier visits could not tell: to the stack that was found before them.
static void tell_missed(struct visited* visited, const struct visited_moment* now) {
  int64_t recent = off_from(&visited->last, now);
  if (visited->count > 0) {
    tell(visited, off(visited, now) - (recent > 0 ? recent : 0));
  }
}

static void tell_delay(struct visited* visited, const struct visited_moment* now) {
  uint64_t delay = now->delay - visited->begin.delay;
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

static bool has_room(struct visited* visited, uint32_t depth) {
  uint32_t wanted = 1 + jvmti_stack_most(depth);
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
static bool take_stack(struct visited* visited, const struct visited_by* by) {
  // A thread that asks the JVM for a stack waits while the collector is at work, and so would its next visits.
  if (gc_pause_now() || !has_room(visited, by->depth) || !vmthread_alive(by->env, visited->thread)) {
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
  jvmtiEnv* jvmti = by->jvmti;
  jint bits = 0;
  (*jvmti)->GetThreadState(jvmti, visited->thread, &bits);
  enum wall_state state = state_of(bits);
  // What Java takes for running waits in native code; one that is blocked waits for the JVM itself, as at a safepoint.
  visited->state = state == WALL_UNKNOWN ? WALL_IN_NATIVE : state;
  visited->count = 0;
  if (state == WALL_UNKNOWN && vm_state == VMTHREAD_BLOCKED) {
    visited->words[visited->count++] = frame_pseudo(PSEUDO_IN_VM);
  }
  visited->count += jvmti_stack(jvmti, visited->thread, visited->words + visited->count, by->depth);
  return true;
}

// Of a thread that has not run since its stack was taken.
static void go_on(struct visited* visited, const struct visited_moment* now) {
  int64_t nanos = off(visited, now);
  if (visited->idle) {
    visited->idle_off = (uint64_t)nanos;
  } else if (!visited->awake) {
    visited->awake = tasks_runnable(visited->vm.tid);
    if (!visited->awake) {
      tell(visited, nanos);
    }
  }
}

// Of a thread that has run since its stack was taken, or has none yet.
static void look(struct visited* visited, const struct visited_by* by, const struct visited_moment* now, uint64_t paused) {
  if (visited->idle && now->cpu != visited->begin.cpu) {
    visited->idle = false;
    if (visited->known) {
      tell(visited, (int64_t)visited->idle_off);
    }
  }
  tell_delay(visited, now);
  if (!visited->known && !visited->idle && paused > 0) {
    int64_t nanos = off(visited, now);
    tell_mark(visited, nanos < (int64_t)paused ? nanos : (int64_t)paused, PSEUDO_GC_PAUSE, WALL_GC_PAUSE);
  }
  visited->known = false;
  uint64_t again;
  if (!clock_thread_cpu(visited->vm.tid, &again) || again != now->cpu || tasks_runnable(visited->vm.tid)) {
    return;
  }
  if (!visited->idle) {
    tell_missed(visited, now);
  }
  if (!take_stack(visited, by)) {
    return;
  }
  visited->awake = false;
  visited->known = clock_thread_cpu(visited->vm.tid, &again) && again == now->cpu;
  visited->seen_cpu = now->cpu;
  if (visited->idle) {
    visited->idle_off = (uint64_t)off(visited, now);
  } else {
    tell(visited, off(visited, now));
  }
}

void visited_visit(struct visited* visited, const struct visited_by* by) {
  struct visited_moment now;
  if (visited->hidden || !clock_thread_cpu(visited->vm.tid, &now.cpu)) {
    return;
  }
  now.wall = clock_monotonic();
  uint64_t pauses = gc_pause_total();
  uint64_t paused = pauses - visited->seen_pauses;
  visited->seen_pauses = pauses;
  if (visited->known && now.cpu == visited->seen_cpu) {
    // Nor has its time in the queue changed: the kernel adds to it when the thread runs again.
    now.delay = visited->last.delay;
    go_on(visited, &now);
  } else {
    now.delay = tasks_run_delay(visited->vm.tid);
    look(visited, by, &now, paused);
  }
  visited->last = now;
}

// What is left at the end, of a thread that does not sleep with a stack that is known.
static void tell_rest(struct visited* visited, const struct visited_moment* now) {
  tell_missed(visited, now);
  tell_mark(visited, off(visited, now), PSEUDO_FAILED_UNVISITED, WALL_UNKNOWN);
}

void visited_settle(struct visited* visited, const struct visited_by* by) {
  visited_visit(visited, by);
  struct visited_moment now = {.wall = clock_monotonic(), .delay = visited->last.delay};
  if (visited->hidden || !clock_thread_cpu(visited->vm.tid, &now.cpu)) {
    return;
  }
  if (visited->idle && !by->idle) {
    tell_mark(visited, off(visited, &now), PSEUDO_IDLE, WALL_UNKNOWN);
  } else if (visited->known && now.cpu == visited->seen_cpu) {
    tell(visited, off(visited, &now));
  } else {
    tell_rest(visited, &now);
  }
}

void visited_end(struct visited* visited) {
  if (visited->hidden) {
    return;
  }
  struct visited_moment now = {
      .cpu = clock_own_cpu(),
      .wall = clock_monotonic(),
      .delay = tasks_run_delay(visited->vm.tid),
  };
  tell_delay(visited, &now);
  if (visited->known) {
    tell(visited, off(visited, &now));
  } else {
    tell_rest(visited, &now);
  }
}
