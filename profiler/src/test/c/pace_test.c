// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "pace.h"

#include "check.h"

#define PERIOD 50000u

// A thread whose event starts its next period `rest` ns before the signal is over. Each signal costs `cost` ns in all. Returns
// the time that the thread had for itself in so many signals.
static uint64_t progress(struct pace* pace, uint64_t cost, uint64_t rest, uint32_t signals) {
  uint64_t cpu = 1;
  uint64_t own = 0;
  for (uint32_t i = 0; i < signals; i++) {
    pace_signal(pace, cpu);
    uint64_t left = pace->period > rest ? pace->period - rest : 0;
    cpu += cost + left;
    own += left;
  }
  return own;
}

static void a_cheap_signal_leaves_the_period(void) {
  struct pace pace = pace_of(PERIOD);
  progress(&pace, 10000, 5000, 1000);
  CHECK(pace.period == PERIOD);
}

static void a_dear_signal_leaves_the_thread_some_time(void) {
  for (uint64_t cost = 80000; cost < 40000000; cost *= 2) {
    struct pace pace = pace_of(PERIOD);
    // All of the cost comes out of the period.
    CHECK(progress(&pace, cost, cost, 1000) >= 900 * cost);
    CHECK(pace.period <= 4 * cost);
    // Half of it.
    struct pace other = pace_of(PERIOD);
    CHECK(progress(&other, cost, cost / 2, 1000) >= 900 * cost);
    CHECK(other.period <= 8 * cost);
  }
}

static void a_thread_that_is_held_up_now_and_then_keeps_its_period(void) {
  struct pace pace = pace_of(PERIOD);
  uint64_t cpu = 1;
  for (int i = 0; i < 1000; i++) {
    cpu += i % PACE_LATE == 0 ? PERIOD : 10 * PERIOD;
    CHECK(!pace_signal(&pace, cpu));
  }
}

static void there_is_a_longest_period(void) {
  struct pace pace = pace_of(PERIOD);
  uint64_t cpu = 1;
  for (int i = 0; i < 1000; i++) {
    cpu += 4 * PACE_LONGEST;
    pace_signal(&pace, cpu);
  }
  CHECK(pace.period <= PACE_LONGEST);
  CHECK(pace.period > PACE_LONGEST / 4);
}

int main(void) {
  a_cheap_signal_leaves_the_period();
  a_dear_signal_leaves_the_thread_some_time();
  a_thread_that_is_held_up_now_and_then_keeps_its_period();
  there_is_a_longest_period();
  return check_result();
}
