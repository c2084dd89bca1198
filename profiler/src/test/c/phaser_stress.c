// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
//
// Threads that enter and leave all the time, and one that opens and closes, for ThreadSanitizer. Between a close and the next
// open the room is the closer's own: it reads and clears, with plain stores, what the others have stored there. Exits 0 when
// every entry is found there, in the window that let it in.
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "phaser.h"

enum { WRITERS = 4, WINDOWS = 300, YIELDS = 100 };

static struct phaser phaser = PHASER_INIT;
static _Atomic bool over;

// What handlers use while the window is open: its settings, and room for what they find.
static uint64_t window;
static struct {
  uint64_t window;
  uint64_t entries;
} room[WRITERS];

#ifdef BROKEN
// Looks first, and counts itself in as a second step.
static bool enter(uint64_t number) {
  if ((atomic_load(&phaser.entered) & PHASER_CLOSED) != 0) {
    return false;
  }
  if (number % 16 == 0) {
    // Long enough for a close, and for one who looks for others and finds nobody.
    nanosleep(&(struct timespec){0, 200000}, NULL);
  }
  atomic_fetch_add(&phaser.entered, 1);
  return true;
}
#else
static bool enter(uint64_t number) {
  (void)number;
  return phaser_enter(&phaser);
}
#endif

static void* run_writer(void* argument) {
  uint64_t* entries = argument;
  uint64_t id = entries[1];
  while (!atomic_load_explicit(&over, memory_order_relaxed)) {
    if (!enter(entries[0])) {
      sched_yield();
      continue;
    }
    entries[0]++;
    room[id].window = window;
    room[id].entries++;
    if (entries[0] % 64 == 0) {
      sched_yield();  // one that loses its processor inside
    }
    phaser_leave(&phaser);
  }
  return NULL;
}

int main(void) {
  uint64_t entries[WRITERS][2] = {0};
  pthread_t threads[WRITERS];
  for (uint64_t i = 0; i < WRITERS; i++) {
    entries[i][1] = i;
    if (pthread_create(&threads[i], NULL, run_writer, entries[i]) != 0) {
      return 2;
    }
  }
  uint64_t found = 0;
  for (uint64_t number = 1; number <= WINDOWS; number++) {
    window = number;
    phaser_open(&phaser);
    for (int i = 0; i < YIELDS && number % 4 != 0; i++) {
      sched_yield();
    }
    phaser_close(&phaser);
    phaser_close(&phaser);
    while (!phaser_empty(&phaser)) {
      sched_yield();
    }
    for (int i = 0; i < WRITERS; i++) {
      if (room[i].entries != 0 && room[i].window != number) {
        fprintf(stderr, "an entry of window %llu in window %llu\n", (unsigned long long)room[i].window,
                (unsigned long long)number);
        return 1;
      }
      found += room[i].entries;
      room[i].entries = 0;
    }
  }
  atomic_store(&over, true);
  uint64_t made = 0;
  for (int i = 0; i < WRITERS; i++) {
    pthread_join(threads[i], NULL);
    made += entries[i][0];
  }
  printf("made %llu found %llu\n", (unsigned long long)made, (unsigned long long)found);
  if (made != found || found == 0) {
    fprintf(stderr, "a wrong sum\n");
    return 1;
  }
  return 0;
}
