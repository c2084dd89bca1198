// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "found.h"

#include <stdlib.h>
#include <string.h>

void found_clear(struct found* found) {
  found->count = 0;
  found->used = 0;
}

void found_free(struct found* found) {
  free(found->words);
  found->words = NULL;
  found->room = 0;
  found_clear(found);
}

bool found_full(const struct found* found) {
  return found->count == FOUND_STACKS || found->used >= FOUND_WORDS;
}

static struct found_stack* equal(struct found* found, const uint64_t* words, uint32_t count, uint32_t tag) {
  for (uint32_t i = 0; i < found->count; i++) {
    struct found_stack* stack = &found->stacks[i];
    if (stack->count == count && stack->tag == tag && memcmp(found->words + stack->begin, words, count * sizeof *words) == 0) {
      return stack;
    }
  }
  return NULL;
}

static bool has_room(struct found* found, uint32_t more) {
  uint32_t wanted = found->used + more;
  if (found->room < wanted) {
    uint64_t* moved = realloc(found->words, 2 * (size_t)wanted * sizeof *moved);
    if (moved == NULL) {
      return false;
    }
    found->words = moved;
    found->room = 2 * wanted;
  }
  return true;
}

bool found_add(struct found* found, const uint64_t* words, uint32_t count, uint32_t tag, uint64_t weight) {
  struct found_stack* stack = equal(found, words, count, tag);
  if (stack != NULL) {
    stack->weight += weight;
    return true;
  }
  if (found_full(found) || !has_room(found, count)) {
    return false;
  }
  memcpy(found->words + found->used, words, count * sizeof *words);
  found->stacks[found->count++] = (struct found_stack){.begin = found->used, .count = count, .tag = tag, .weight = weight};
  found->used += count;
  return true;
}

bool found_tell(struct found* found, uint64_t nanos, found_teller* tell, void* argument) {
  uint64_t weight = 0;
  for (uint32_t i = 0; i < found->count; i++) {
    weight += found->stacks[i].weight;
  }
  if (weight == 0) {
    found_clear(found);
    return false;
  }
  // Of what is left each time, so that nothing is lost to rounding.
  for (uint32_t i = 0; i < found->count; i++) {
    const struct found_stack* stack = &found->stacks[i];
    uint64_t part = stack->weight == weight ? nanos : (uint64_t)((double)nanos * (double)stack->weight / (double)weight);
    part = part < nanos ? part : nanos;
    if (part > 0) {
      tell(argument, part, found->words + stack->begin, stack->count, stack->tag);
    }
    nanos -= part;
    weight -= stack->weight;
  }
  found_clear(found);
  return true;
}
