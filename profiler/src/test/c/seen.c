// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "seen.h"

#include <stdbool.h>
#include <string.h>

#include "frame.h"
#include "kind.h"
#include "played_jvm.h"

extern const char __start_burning[], __stop_burning[];

static bool in_burn(uint64_t word) {
  return word >= frame_native((uintptr_t)__start_burning) && word < frame_native((uintptr_t)__stop_burning);
}

static bool ends_in_played_frames(const struct ring_record* record, uint64_t depth) {
  bool same = depth >= PLAYED_FRAMES;
  for (uint64_t i = 0; same && i < PLAYED_FRAMES; i++) {
    same = record->stack[depth - PLAYED_FRAMES + i] == frame_java(played_methods[i], played_bcis[i]);
  }
  return same;
}

static void note_thread(struct seen* seen, uint32_t id) {
  for (int i = 0; i < seen->thread_count; i++) {
    if (seen->threads[i] == id) {
      return;
    }
  }
  if (seen->thread_count < (int)(sizeof seen->threads / sizeof seen->threads[0])) {
    seen->threads[seen->thread_count++] = id;
  }
}

static void look(struct seen* seen, const struct ring_record* record, uint64_t depth) {
  bool sound = record->kind == KIND_CPU && record->count > 0 && depth > 0 && record->value == record->count * SEEN_INTERVAL;
  seen->torn += sound ? 0 : 1;
  note_thread(seen, record->thread_id);
  seen->all += record->value;
  bool unsampled = record->stack[0] == frame_pseudo(PSEUDO_FAILED_UNSAMPLED) ||
                   record->stack[0] == frame_pseudo(PSEUDO_FAILED_THREAD_START);
  if (unsampled) {
    seen->left += record->value;
  } else if (frame_is_failed(record->stack[0])) {
    seen->failed += record->value;
  }
  seen->java += ends_in_played_frames(record, depth) ? record->value : 0;
  bool burning = false;
  for (uint64_t i = 0; i < depth; i++) {
    burning |= in_burn(record->stack[i]);
  }
  seen->burning += burning ? record->value : 0;
}

void seen_drain(struct seen* seen, struct ring_control* control) {
  unsigned char* records = (unsigned char*)control + RING_CONTROL_BYTES;
  uint64_t head = atomic_load_explicit(&control->head, memory_order_relaxed);
  for (;;) {
    struct ring_record* record = (void*)(records + (head & (control->capacity - 1)));
    int64_t length = atomic_load_explicit(&record->length, memory_order_acquire);
    if (length == 0) {
      return;
    }
    uint64_t bytes = (uint64_t)(length < 0 ? -length : length);
    if (length > 0) {
      look(seen, record, bytes / 8 - RING_RECORD_WORDS);
      memset((uint64_t*)(void*)record + 1, 0, bytes - 8);
    }
    atomic_store_explicit(&record->length, 0, memory_order_relaxed);
    head += bytes;
    atomic_store_explicit(&control->head, head, memory_order_release);
  }
}
