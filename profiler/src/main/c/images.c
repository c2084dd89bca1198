// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "images.h"

#include <link.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

static const struct images none = {0};
static const struct images* _Atomic published = &none;

// Guards everything below, and who publishes.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static uint64_t added;
static uint64_t removed;
static uint64_t lists;

struct retired {
  void* memory;
  struct ehframe table;
  struct retired* next;
};
static struct retired* retired;

struct update {
  struct images* list;
  uint32_t room;
  bool asked;
  bool unchanged;
  bool failed;
};

const struct images* images_now(void) {
  return atomic_load_explicit(&published, memory_order_acquire);
}

const struct image* images_find(const struct images* images, uintptr_t pc) {
  uint32_t low = 0;
  uint32_t high = images->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const struct image* image = images->at[middle];
    if (pc < image->low) {
      high = middle;
    } else if (pc >= image->high) {
      low = middle + 1;
    } else {
      return pc >= image->code_low && pc < image->code_high ? image : NULL;
    }
  }
  return NULL;
}

static const struct image* known(const struct image* image) {
  const struct images* now = images_now();
  for (uint32_t i = 0; i < now->count; i++) {
    const struct image* at = now->at[i];
    if (at->low == image->low && at->high == image->high && at->print == image->print) {
      return at;
    }
  }
  return NULL;
}

static bool list_image(struct update* update, const struct image* image) {
  if (update->list == NULL || update->list->count == update->room) {
    update->room = update->room == 0 ? 32 : 2 * update->room;
    struct images* grown = realloc(update->list, sizeof *grown + update->room * sizeof grown->at[0]);
    if (grown == NULL) {
      return false;
    }
    grown->count = update->list == NULL ? 0 : grown->count;
    update->list = grown;
  }
  update->list->at[update->list->count++] = image;
  return true;
}

static bool add(struct update* update, const struct dl_phdr_info* info) {
  struct image image;
  if (!image_look(&image, info)) {
    return true;
  }
  const struct image* same = known(&image);
  if (same != NULL) {
    return list_image(update, same);
  }
  struct image* kept = malloc(sizeof *kept);
  if (kept == NULL || !image_build(&image, info)) {
    free(kept);
    return false;
  }
  *kept = image;
  if (!list_image(update, kept)) {
    ehframe_free(&kept->table);
    free(kept);
    return false;
  }
  return true;
}

static int visit(struct dl_phdr_info* info, size_t size, void* argument) {
  struct update* update = argument;
  if (!update->asked && size >= offsetof(struct dl_phdr_info, dlpi_subs) + sizeof info->dlpi_subs) {
    update->unchanged = lists > 0 && info->dlpi_adds == added && info->dlpi_subs == removed;
    added = info->dlpi_adds;
    removed = info->dlpi_subs;
  }
  update->asked = true;
  update->failed = !update->unchanged && !add(update, info);
  return update->unchanged || update->failed;
}

static int by_address(const void* left, const void* right) {
  const struct image* a = *(const struct image* const*)left;
  const struct image* b = *(const struct image* const*)right;
  return (a->low > b->low) - (a->low < b->low);
}

static bool in(const struct images* images, const struct image* image) {
  for (uint32_t i = 0; i < images->count; i++) {
    if (images->at[i] == image) {
      return true;
    }
  }
  return false;
}

// What cannot be noted for later is never freed.
static void retire(void* memory, struct ehframe table) {
  struct retired* one = malloc(sizeof *one);
  if (one != NULL) {
    *one = (struct retired){memory, table, retired};
    retired = one;
  }
}

static void retire_missing(const struct images* from, const struct images* in_use) {
  for (uint32_t i = 0; i < from->count; i++) {
    if (!in(in_use, from->at[i])) {
      retire((void*)from->at[i], from->at[i]->table);
    }
  }
}

static void free_retired(void) {
  while (retired != NULL) {
    struct retired* one = retired;
    retired = one->next;
    ehframe_free(&one->table);
    free(one->memory);
    free(one);
  }
}

static void publish(struct images* list) {
  const struct images* before = images_now();
  qsort(list->at, list->count, sizeof list->at[0], by_address);
  list->number = ++lists;
  atomic_store_explicit(&published, list, memory_order_release);
  retire_missing(before, list);
  if (before != &none) {
    retire((void*)before, (struct ehframe){.rows = 0});
  }
}

// An update that failed halfway: what it has made nobody has seen.
static void give_up(struct update* update) {
  const struct images* now = images_now();
  for (uint32_t i = 0; update->list != NULL && i < update->list->count; i++) {
    struct image* image = (struct image*)update->list->at[i];
    if (!in(now, image)) {
      ehframe_free(&image->table);
      free(image);
    }
  }
  free(update->list);
  added = removed = UINT64_MAX;
}

bool images_update(bool alone) {
  pthread_mutex_lock(&turn);
  struct update update = {.list = NULL};
  dl_iterate_phdr(visit, &update);
  if (update.failed) {
    give_up(&update);
  } else if (!update.unchanged && update.list != NULL) {
    publish(update.list);
  }
  if (alone) {
    free_retired();
  }
  pthread_mutex_unlock(&turn);
  return !update.failed;
}
