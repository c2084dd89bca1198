// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "visited.h"

#include <stdlib.h>

#include "clock.h"
#include "counters.h"
#include "frame.h"
#include "gc_pause.h"
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
  found_free(&visited->found);
  wait_stack_free(&visited->stack);
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
  visited->stack.count = 0;
  found_clear(&visited->found);
}

static void leave_record(void* argument, uint64_t nanos, const uint64_t* words, uint32_t depth, uint32_t tag) {
  struct visited* visited = argument;
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
    record->stack[depth] = frame_tag(tag);
    ring_publish(record, depth + 1, 0);
  }
  window_leave();
}

// Labels are the thread's own: they do not change while it waits.
static uint32_t tag_of(const struct visited* visited, enum wall_state state) {
  struct noted noted;
  return state | (threads_note(visited->vm.tid, &noted) ? label_tag(noted.label) : 0);
}

static void leave_mark(struct visited* visited, uint64_t nanos, enum pseudo_frame mark, enum wall_state state) {
  uint64_t word = frame_pseudo(mark);
  leave_record(visited, nanos, &word, 1, tag_of(visited, state));
}

// Between two moments.
static int64_t off_from(const struct visited_moment* from, const struct visited_moment* to) {
  return (int64_t)(to->wall - from->wall) - (int64_t)(to->cpu - from->cpu) - (int64_t)(to->delay - from->delay);
}

// Time off the processor that was not told yet; negative when too much was.
static int64_t off(const struct visited* visited, const struct visited_moment* now) {
  return off_from(&visited->begin, now) - visited->told_off;
}

// With the stack that it was found with last.
static void tell(struct visited* visited, int64_t nanos) {
  if (nanos > 0) {
    visited->told_off += nanos;
    leave_record(visited, (uint64_t)nanos, visited->stack.words, visited->stack.count, visited->tag);
  }
}

static void tell_mark(struct visited* visited, int64_t nanos, enum pseudo_frame mark, enum wall_state state) {
  if (nanos > 0) {
    visited->told_off += nanos;
    leave_mark(visited, (uint64_t)nanos, mark, state);
  }
}

// All that was not told, with the stacks that were found.
static void tell_found(struct visited* visited, const struct visited_moment* now) {
  int64_t nanos = off(visited, now);
  if (nanos > 0 && found_tell(&visited->found, (uint64_t)nanos, leave_record, visited)) {
    visited->told_off += nanos;
  }
}

static void tell_delay(struct visited* visited, const struct visited_moment* now) {
  uint64_t delay = now->delay - visited->begin.delay;
  if (delay > visited->told_delay) {
    leave_mark(visited, delay - visited->told_delay, PSEUDO_RUN_QUEUE, WALL_RUNNABLE);
    visited->told_delay = delay;
  }
}

// Of a thread that has not run since its stack was taken.
static void go_on(struct visited* visited, const struct visited_moment* now) {
  if (visited->idle) {
    visited->idle_off = (uint64_t)off(visited, now);
  } else if (!visited->awake) {
    visited->awake = tasks_runnable(visited->vm.tid);
    if (!visited->awake) {
      tell(visited, off_from(&visited->last, now));
    }
  }
}

// Of a thread that has run since its stack was taken, or has none yet.
static void look(struct visited* visited, const struct visited_by* by, const struct visited_moment* now, uint64_t paused,
                 uint64_t weight) {
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
  if (!wait_stack_take(&visited->stack, by->env, by->jvmti, visited->thread, &visited->vm, by->depth)) {
    return;
  }
  visited->tag = tag_of(visited, visited->stack.state);
  visited->awake = false;
  visited->known = clock_thread_cpu(visited->vm.tid, &again) && again == now->cpu;
  visited->seen_cpu = now->cpu;
  if (visited->idle) {
    visited->idle_off = (uint64_t)off(visited, now);
  } else {
    found_add(&visited->found, visited->stack.words, visited->stack.count, visited->tag, weight);
    if (found_full(&visited->found)) {
      tell_found(visited, now);
    }
  }
}

static void visit(struct visited* visited, const struct visited_by* by, bool by_chance) {
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
    look(visited, by, &now, paused, by_chance ? now.wall - visited->last.wall : 0);
  }
  visited->last = now;
}

void visited_visit(struct visited* visited, const struct visited_by* by) {
  visit(visited, by, true);
}

// All that is left at the end. `asleep` is whether it still waits where it was found last, or did so until now.
static void tell_rest(struct visited* visited, const struct visited_moment* now, bool asleep) {
  if (asleep) {
    tell(visited, visited->idle ? off(visited, now) : off_from(&visited->last, now));
  }
  tell_found(visited, now);
  if (visited->stack.count > 0) {
    tell(visited, off(visited, now));
  } else {
    tell_mark(visited, off(visited, now), PSEUDO_FAILED_UNVISITED, WALL_UNKNOWN);
  }
}

void visited_settle(struct visited* visited, const struct visited_by* by) {
  // It comes when the benchmark has ended an iteration, so it finds the place where that ends.
  visit(visited, by, false);
  struct visited_moment now = {.wall = clock_monotonic(), .delay = visited->last.delay};
  if (visited->hidden || !clock_thread_cpu(visited->vm.tid, &now.cpu)) {
    return;
  }
  if (visited->idle && !by->idle) {
    tell_mark(visited, off(visited, &now), PSEUDO_IDLE, WALL_UNKNOWN);
  } else {
    tell_rest(visited, &now, visited->known && now.cpu == visited->seen_cpu);
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
  tell_rest(visited, &now, visited->known);
}
