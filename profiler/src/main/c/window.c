// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "window.h"

#include <stdatomic.h>
#include <stddef.h>

#include "phaser.h"
#include "tasks.h"

static struct window window;
static _Atomic enum window_state state = WINDOW_CLOSED;
static struct phaser handlers = PHASER_INIT;

enum window_state window_state(void) {
  return atomic_load(&state);
}

struct window* window_current(void) {
  return &window;
}

static bool go(enum window_state from, enum window_state to) {
  return atomic_compare_exchange_strong(&state, &from, to);
}

bool window_open(const struct window_settings* settings) {
  if (atomic_load(&state) != WINDOW_CLOSED) {
    return false;
  }
  uint64_t interval = settings->interval;
  window = (struct window){
      .kinds = settings->kinds,
      .clock = {
          .choice = settings->choice,
          .interval = interval,
          .refresh = settings->refresh,
          .kernel = settings->kernel,
      },
      .depth = settings->depth,
      .native = settings->native,
      .cost_every = interval < 5000000 ? 8 : 1,
      .opened = tasks_now(),
      .ring = settings->ring,
  };
  // Handlers before threads: a tick that finds no way in would wait for the next one.
  phaser_open(&handlers);
  return go(WINDOW_CLOSED, WINDOW_OPEN);
}

bool window_close(void) {
  phaser_close(&handlers);
  return go(WINDOW_OPEN, WINDOW_CLOSING) || go(WINDOW_STUCK, WINDOW_CLOSING);
}

bool window_stuck(void) {
  return go(WINDOW_CLOSING, WINDOW_STUCK);
}

bool window_settled(void) {
  return go(WINDOW_CLOSING, WINDOW_CLOSED);
}

struct window* window_enter(void) {
  return phaser_enter(&handlers) ? &window : NULL;
}

void window_leave(void) {
  phaser_leave(&handlers);
}

struct window* window_enter_for(enum kind kind) {
  struct window* entered = window_enter();
  if (entered != NULL && (entered->kinds & KIND_BIT(kind)) == 0) {
    window_leave();
    return NULL;
  }
  return entered;
}

bool window_empty(void) {
  return phaser_empty(&handlers);
}
