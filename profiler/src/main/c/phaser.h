// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Lets many handlers into a section while it is open, and tells the one who closed it when the last of them has left.
//
// Assumptions
//   1. A thread that was let in leaves exactly once.
//   2. It leaves after a bounded time. If it does not, the section never becomes empty, and nobody may open it.
//   3. Only an empty section is opened, by one thread at a time. Any thread may close it at any time, also twice.
//   4. Fewer than 2^63 entries in the life of the process.
//
// Guarantees
//   1. phaser_enter and phaser_leave are async-signal-safe and never wait: a failed CAS means that another thread entered.
//   2. Nobody is let in between a close and the next open.
//   3. Who is let in sees everything that was stored before the open.
//   4. Once phaser_empty says yes on a closed section, it stays so until the next open, and everything that those inside have
//      stored is visible. Threads that arrive meanwhile are turned away and do not delay it.
//
// Order of stores, and why
//   One word holds both the count of entries and whether the section is closed, so that "is it open?" and "count me in" are
//   one step. In two steps, a thread could look, find it open, be delayed, and count itself in after the closer had found
//   nobody there.
//     open    clears the bit with release   \ pair: guarantee 3
//     enter   CAS with acquire              /
//     leave   adds with release             \ pair: guarantee 4. All additions to `left` are one release sequence, so
//     empty   loads `left` with acquire     / the load that sees the last one has seen what came before each of them
//     close   sets the bit, relaxed: the word's own order decides who was let in, and `empty` reads that word
#ifndef JMHPPROF_PHASER_H
#define JMHPPROF_PHASER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define PHASER_CLOSED (UINT64_C(1) << 63)

struct phaser {
  _Atomic uint64_t entered;  // and PHASER_CLOSED
  _Atomic uint64_t left;
};

// Closed, empty.
#define PHASER_INIT {PHASER_CLOSED, 0}

// False when it is closed; then there is nothing to leave. async-signal-safe
static inline bool phaser_enter(struct phaser* phaser) {
  uint64_t entered = atomic_load_explicit(&phaser->entered, memory_order_relaxed);
  do {
    if ((entered & PHASER_CLOSED) != 0) {
      return false;
    }
  } while (!atomic_compare_exchange_weak_explicit(&phaser->entered, &entered, entered + 1, memory_order_acquire,
                                                  memory_order_relaxed));
  return true;
}

// async-signal-safe
static inline void phaser_leave(struct phaser* phaser) {
  atomic_fetch_add_explicit(&phaser->left, 1, memory_order_release);
}

static inline void phaser_open(struct phaser* phaser) {
  atomic_fetch_and_explicit(&phaser->entered, ~PHASER_CLOSED, memory_order_release);
}

static inline void phaser_close(struct phaser* phaser) {
  atomic_fetch_or_explicit(&phaser->entered, PHASER_CLOSED, memory_order_relaxed);
}

// Whether all that were let in have left.
static inline bool phaser_empty(struct phaser* phaser) {
  uint64_t left = atomic_load_explicit(&phaser->left, memory_order_acquire);
  return left == (atomic_load_explicit(&phaser->entered, memory_order_relaxed) & ~PHASER_CLOSED);
}

#endif
