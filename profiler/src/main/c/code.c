// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "code.h"

#include <stddef.h>
#include <string.h>

#include "readable.h"
#include "vmstructs.h"

#define MOST_HEAPS 8
#define LONGEST_CALL 16

static const uintptr_t* low_bound;
static const uintptr_t* high_bound;

// A code heap is a row of segments. The map has a byte for each: how many segments to go back, again and again, until it is 0 at
// the first segment of a block; FREE_SEGMENT in a block that was never used. A block is a header and a blob.
//
// Only the committed part of a heap and of its map can be read. The JVM moves an upper bound after it has committed the memory
// below.
struct heap {
  const uintptr_t* low;
  const uintptr_t* high;
  const uintptr_t* map_low;
  const uintptr_t* map_high;
  int32_t log2_segment;
};

#define FREE_SEGMENT 0xFF

static struct heap heaps[MOST_HEAPS];
static int heap_count;

// A compiled method that the JVM's sweeper has given up stays in the code cache for a while, and a walk that starts in it ends
// the JVM (up to JDK 19; -1 where there is no sweeper). Its name tells it from other blobs.
#define NOT_ENTRANT 2
#define NMETHOD "nmethod"
static int64_t state_offset;

static int64_t header_size;
static int64_t blob_size;
static int64_t length_offset;
static int64_t used_offset;
static int64_t name_offset;
static int64_t size_offset;
static int64_t frame_size_offset;
static bool has_blobs;

static uintptr_t interpreter_start;
static uintptr_t interpreter_end;
static uintptr_t call_stub_return;

static void find_heaps(void) {
  const char* const* list = vmstructs_static("CodeCache", "_heaps");
  int64_t length = vmstructs_offset("GrowableArrayBase", "_len");
  int64_t data = vmstructs_offset("GrowableArray<int>", "_data");
  int64_t memory = vmstructs_offset("CodeHeap", "_memory");
  int64_t map = vmstructs_offset("CodeHeap", "_segmap");
  int64_t log2_segment = vmstructs_offset("CodeHeap", "_log2_segment_size");
  int64_t low = vmstructs_offset("VirtualSpace", "_low");
  int64_t high = vmstructs_offset("VirtualSpace", "_high");
  if (list == NULL || *list == NULL || length < 0 || data < 0 || memory < 0 || map < 0 || log2_segment < 0 || low < 0 ||
      high < 0) {
    return;
  }
  int count = *(const int*)(*list + length);
  const char* const* all = *(const char* const* const*)(*list + data);
  for (int i = 0; i < count && i < MOST_HEAPS; i++) {
    heaps[i] = (struct heap){
        .low = (const uintptr_t*)(all[i] + memory + low),
        .high = (const uintptr_t*)(all[i] + memory + high),
        .map_low = (const uintptr_t*)(all[i] + map + low),
        .map_high = (const uintptr_t*)(all[i] + map + high),
        .log2_segment = *(const int32_t*)(all[i] + log2_segment),
    };
    heap_count = i + 1;
  }
}

static void find_blobs(void) {
  bool sweeps = vmstructs_offset("nmethod", "_stack_traversal_mark") >= 0;
  state_offset = sweeps ? vmstructs_offset("nmethod", "_state") : -1;
  header_size = vmstructs_size("HeapBlock");
  length_offset = vmstructs_offset("HeapBlock::Header", "_length");
  used_offset = vmstructs_offset("HeapBlock::Header", "_used");
  blob_size = vmstructs_size("CodeBlob");
  name_offset = vmstructs_offset("CodeBlob", "_name");
  size_offset = vmstructs_offset("CodeBlob", "_size");
  frame_size_offset = vmstructs_offset("CodeBlob", "_frame_size");
  has_blobs = heap_count > 0 && header_size > 0 && blob_size > 0 && length_offset >= 0 &&
              used_offset > length_offset && used_offset - length_offset <= (int64_t)sizeof(uint64_t) && name_offset >= 0 && size_offset >= 0 &&
              frame_size_offset >= 0;
}

// By address, since the names of stubs change from release to release. Neither moves once the JVM has started.
static bool find_interpreter_and_call_stub(void) {
  const char* const* queue = vmstructs_static("AbstractInterpreter", "_code");
  const uintptr_t* back = vmstructs_static("StubRoutines", "_call_stub_return_address");
  int64_t start = vmstructs_offset("StubQueue", "_stub_buffer");
  int64_t limit = vmstructs_offset("StubQueue", "_buffer_limit");
  if (queue == NULL || *queue == NULL || back == NULL || start < 0 || limit < 0) {
    return false;
  }
  interpreter_start = *(const uintptr_t*)(*queue + start);
  interpreter_end = interpreter_start + *(const uint32_t*)(*queue + limit);
  call_stub_return = *back;
  return true;
}

const char* code_init(void) {
  find_heaps();
  find_blobs();
  low_bound = vmstructs_static("CodeCache", "_low_bound");
  high_bound = vmstructs_static("CodeCache", "_high_bound");
  if (low_bound == NULL || high_bound == NULL) {
    return "this JVM does not say where its code cache is";
  }
  return find_interpreter_and_call_stub() ? NULL : "this JVM does not say where its interpreter is";
}

bool code_contains(uintptr_t pc) {
  return pc >= *low_bound && pc < *high_bound;
}

bool code_is_interpreter(uintptr_t pc) {
  return pc >= interpreter_start && pc < interpreter_end;
}

bool code_is_call_stub(uintptr_t back) {
  return back == call_stub_return;
}

static const struct heap* heap_of(uintptr_t pc) {
  for (int i = 0; i < heap_count; i++) {
    if (pc >= *heaps[i].low && pc < *heaps[i].high) {
      return &heaps[i];
    }
  }
  return NULL;
}

bool code_readable_before(uintptr_t pc) {
  const struct heap* heap = heap_of(pc);
  return heap != NULL && pc >= *heap->low + LONGEST_CALL;
}

bool code_has_blobs(void) {
  return has_blobs;
}

struct block {
  uintptr_t start;
  uintptr_t end;
};

// The block around pc that is in use; false when there is none.
static bool block_at(uintptr_t pc, struct block* block) {
  const struct heap* heap = heap_of(pc);
  if (heap == NULL) {
    return false;
  }
  uintptr_t segment = (pc - *heap->low) >> heap->log2_segment;
  if (segment >= *heap->map_high - *heap->map_low) {
    return false;
  }
  // The JVM may write the map meanwhile.
  const volatile uint8_t* map = (const volatile uint8_t*)*heap->map_low;
  for (uint8_t back = map[segment]; back != 0; back = map[segment]) {
    if (back == FREE_SEGMENT || back > segment) {
      return false;
    }
    segment -= back;
  }
  block->start = *heap->low + (segment << heap->log2_segment);
  // The length in segments is a word, later half of one, and the flag follows it.
  uint64_t length = 0;
  memcpy(&length, (const char*)block->start + length_offset, (size_t)(used_offset - length_offset));
  block->end = block->start + ((uintptr_t)length << heap->log2_segment);
  return *(const bool*)(block->start + (uintptr_t)used_offset) && block->end > pc && block->end <= *heap->high;
}

static bool is_dead(uintptr_t blob, const struct block* block, const char* name) {
  if (state_offset < 0 || blob + (uintptr_t)state_offset >= block->end) {
    return false;
  }
  return *(const signed char*)(blob + (uintptr_t)state_offset) > NOT_ENTRANT && readable((uintptr_t)name) &&
         strncmp(name, NMETHOD, sizeof NMETHOD) == 0;
}

bool code_blob_at(uintptr_t pc, struct code_blob* blob) {
  struct block block;
  if (!has_blobs || !block_at(pc, &block)) {
    return false;
  }
  uintptr_t start = block.start + (uintptr_t)header_size;
  if (pc < start || block.end - start < (uintptr_t)blob_size) {
    return false;
  }
  uintptr_t size = *(const uint32_t*)(start + (uintptr_t)size_offset);
  blob->name = *(const char* const*)(start + (uintptr_t)name_offset);
  blob->frame_words = *(const int32_t*)(start + (uintptr_t)frame_size_offset);
  return pc - start < size && size <= block.end - start && !is_dead(start, &block, blob->name);
}
