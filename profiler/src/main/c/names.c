// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "names.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 256u

struct name {
  char* text;        // NULL: not in use
  uint32_t threads;  // that have it
  uint32_t hash;
  uint32_t next;     // of the same bucket, or of those not in use; 0 ends
  bool stays;
};

// Both of `room` elements, which is a power of two. Numbers up to NAMES_NONE are nobody's.
static struct name* names;
static uint32_t* buckets;
static uint32_t room;
static uint32_t used = NAMES_NONE + 1;
static uint32_t unused;  // the first of those that are not in use any more
static uint32_t count;
static uint32_t staying;

static uint32_t hash_of(const char* text) {
  uint32_t hash = 2166136261u;
  for (; *text != '\0'; text++) {
    hash = (hash ^ (unsigned char)*text) * 16777619u;
  }
  return hash ^ hash >> 15;
}

static bool grow(void) {
  uint32_t more = room == 0 ? FIRST_ROOM : 2 * room;
  struct name* moved = realloc(names, more * sizeof *names);
  if (moved == NULL) {
    return false;
  }
  names = moved;
  uint32_t* fresh = calloc(more, sizeof *fresh);
  if (fresh == NULL) {
    return false;
  }
  free(buckets);
  buckets = fresh;
  room = more;
  for (uint32_t i = NAMES_NONE + 1; i < used; i++) {
    uint32_t* bucket = &buckets[names[i].hash & (room - 1)];
    names[i].next = *bucket;
    *bucket = i;
  }
  return true;
}

static uint32_t find(const char* text, uint32_t hash) {
  if (room == 0) {
    return 0;
  }
  uint32_t number = buckets[hash & (room - 1)];
  while (number != 0 && (names[number].hash != hash || strcmp(names[number].text, text) != 0)) {
    number = names[number].next;
  }
  return number;
}

static uint32_t add(const char* text, uint32_t hash) {
  // All numbers are in use then, as `grow` expects.
  if (unused == 0 && used >= room && !grow()) {
    return 0;
  }
  char* copy = strdup(text);
  if (copy == NULL) {
    return 0;
  }
  uint32_t number = unused != 0 ? unused : used++;
  if (number == unused) {
    unused = names[number].next;
  }
  uint32_t* bucket = &buckets[hash & (room - 1)];
  names[number] = (struct name){.text = copy, .hash = hash, .next = *bucket};
  *bucket = number;
  count++;
  return number;
}

static void forget(uint32_t number) {
  uint32_t* link = &buckets[names[number].hash & (room - 1)];
  while (*link != number) {
    link = &names[*link].next;
  }
  *link = names[number].next;
  free(names[number].text);
  names[number].text = NULL;
  names[number].next = unused;
  unused = number;
  count--;
}

static uint32_t find_or_add(const char* text) {
  uint32_t hash = hash_of(text);
  uint32_t number = find(text, hash);
  return number != 0 ? number : add(text, hash);
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The caller frees it. NULL when there is no memory.
static char* pattern_of(const char* text) {
  char* pattern = malloc(strlen(text) + 1);
  if (pattern == NULL) {
    return NULL;
  }
  char* end = pattern;
  for (const char* at = text; *at != '\0'; at++) {
    if (!is_digit(*at)) {
      *end++ = *at;
    } else if (!is_digit(at[1])) {
      *end++ = '#';
    }
  }
  *end = '\0';
  return pattern;
}

static uint32_t find_or_add_pattern(const char* text) {
  char* pattern = pattern_of(text);
  if (pattern == NULL) {
    return 0;
  }
  bool known = find(pattern, hash_of(pattern)) != 0;
  uint32_t number = find_or_add(known || staying < 2 * NAMES_APART ? pattern : NAMES_OTHERS);
  free(pattern);
  return number;
}

uint32_t names_take(const char* text) {
  uint32_t number = find(text, hash_of(text));
  if (number == 0) {
    number = staying < NAMES_APART ? add(text, hash_of(text)) : find_or_add_pattern(text);
  }
  if (number == 0) {
    return NAMES_NONE;
  }
  names[number].threads++;
  return number;
}

void names_drop(uint32_t number, bool referred) {
  if (number == NAMES_NONE) {
    return;
  }
  struct name* name = &names[number];
  name->threads--;
  if (referred && !name->stays) {
    name->stays = true;
    staying++;
  }
  if (name->threads == 0 && !name->stays) {
    forget(number);
  }
}

const char* names_of(uint32_t number) {
  return number > NAMES_NONE && number < used ? names[number].text : NULL;
}

uint32_t names_count(void) {
  return count;
}
