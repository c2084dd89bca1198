// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// How time is divided among the stacks that a thread was found with.
#include <stdlib.h>

#include "check.h"
#include "found.h"

#define STACKS 8u

struct told {
  uint64_t nanos[STACKS];
  uint32_t tags[STACKS];
  uint64_t first_words[STACKS];
  uint32_t count;
};

static void note(void* argument, uint64_t nanos, const uint64_t* words, uint32_t count, uint32_t tag) {
  struct told* told = argument;
  CHECK(count > 0 && told->count < STACKS);
  told->nanos[told->count] = nanos;
  told->tags[told->count] = tag;
  told->first_words[told->count++] = words[0];
}

static const uint64_t one[] = {1, 2, 3};
static const uint64_t other[] = {1, 2, 4, 5};

static void time_is_divided_by_the_weights(void) {
  static struct found found;
  struct told told = {.count = 0};
  CHECK(found_add(&found, one, 3, 7, 100));
  CHECK(found_add(&found, other, 4, 7, 200));
  CHECK(found_add(&found, one, 3, 7, 300));
  CHECK(found_add(&found, one, 3, 8, 200));
  CHECK(found_tell(&found, 1600, note, &told));
  // The same words with another tag are another stack.
  CHECK(told.count == 3);
  CHECK(told.nanos[0] == 800 && told.tags[0] == 7);
  CHECK(told.nanos[1] == 400 && told.tags[1] == 7);
  CHECK(told.nanos[2] == 400 && told.tags[2] == 8);
  CHECK(!found_tell(&found, 1600, note, &told) && told.count == 3);
  found_free(&found);
}

static void nothing_is_lost_to_rounding(void) {
  static struct found found;
  srand(1);
  for (int round = 0; round < 10000; round++) {
    struct told told = {.count = 0};
    uint32_t stacks = 1 + (uint32_t)rand() % STACKS;
    for (uint64_t i = 0; i < stacks; i++) {
      uint64_t words[] = {i};
      CHECK(found_add(&found, words, 1, 0, 1 + (uint64_t)rand()));
    }
    uint64_t nanos = (uint64_t)rand() * (uint64_t)rand() >> rand() % 62;
    CHECK(found_tell(&found, nanos, note, &told));
    uint64_t sum = 0;
    for (uint32_t i = 0; i < told.count; i++) {
      CHECK(told.nanos[i] > 0);
      sum += told.nanos[i];
    }
    CHECK(sum == nanos);
  }
  found_free(&found);
}

static void nothing_found_tells_nothing(void) {
  static struct found found;
  struct told told = {.count = 0};
  CHECK(!found_tell(&found, 5, note, &told));
  CHECK(found_add(&found, one, 3, 0, 0));
  CHECK(!found_tell(&found, 5, note, &told));
  CHECK(told.count == 0);
  found_free(&found);
}

static void it_says_when_it_is_full(void) {
  static struct found found;
  for (uint64_t i = 0; i < FOUND_STACKS; i++) {
    CHECK(!found_full(&found));
    uint64_t words[] = {i};
    CHECK(found_add(&found, words, 1, 0, 1));
  }
  CHECK(found_full(&found));
  const uint64_t known[] = {3};
  const uint64_t unknown[] = {FOUND_STACKS};
  CHECK(found_add(&found, known, 1, 0, 1));
  CHECK(!found_add(&found, unknown, 1, 0, 1));
  found_clear(&found);
  CHECK(!found_full(&found));
  static uint64_t deep[FOUND_WORDS];
  CHECK(found_add(&found, deep, FOUND_WORDS, 0, 1));
  CHECK(found_full(&found));
  found_free(&found);
}

int main(void) {
  time_is_divided_by_the_weights();
  nothing_is_lost_to_rounding();
  nothing_found_tells_nothing();
  it_says_when_it_is_full();
  return check_result();
}
