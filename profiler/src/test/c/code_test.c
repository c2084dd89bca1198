// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Finding pieces of code in a made-up code cache, without a JVM. Built with AddressSanitizer; heap and map lie in memory of just
// their size.
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "code.h"
#include "vmstructs.h"

#define LOG2_SEGMENT 7
#define SEGMENT 128u
#define SEGMENTS 1024u

struct block {
  uint32_t length;
  bool used;
};

struct blob {
  const char* name;
  int32_t size;
  int32_t frame_size;
  signed char state;
};

struct space {
  uintptr_t low;
  uintptr_t high;
};

struct heap {
  struct space memory;
  struct space map;
  int32_t log2_segment;
};

struct list {
  int32_t length;
  struct heap** heaps;
};

struct queue {
  int32_t limit;
  uintptr_t start;
};

static struct heap heap;
static struct heap* all_heaps[] = {&heap};
static struct list list = {1, all_heaps};
static struct list* heaps = &list;
static unsigned char* memory;
static uint8_t* map;
static bool sweeps = true;
static struct queue queue = {.limit = 4096, .start = 0x7000000};
static const struct queue* interpreter = &queue;
static const uintptr_t call_stub_return = 0x7654321;
static bool has_interpreter = true;

int64_t vmstructs_offset(const char* type, const char* field) {
  static const struct {
    const char* type;
    const char* field;
    int64_t offset;
  } known[] = {
      {"GrowableArrayBase", "_len", offsetof(struct list, length)},
      {"GrowableArray<int>", "_data", offsetof(struct list, heaps)},
      {"CodeHeap", "_memory", offsetof(struct heap, memory)},
      {"CodeHeap", "_segmap", offsetof(struct heap, map)},
      {"CodeHeap", "_log2_segment_size", offsetof(struct heap, log2_segment)},
      {"VirtualSpace", "_low", offsetof(struct space, low)},
      {"VirtualSpace", "_high", offsetof(struct space, high)},
      {"HeapBlock::Header", "_length", offsetof(struct block, length)},
      {"HeapBlock::Header", "_used", offsetof(struct block, used)},
      {"CodeBlob", "_name", offsetof(struct blob, name)},
      {"CodeBlob", "_size", offsetof(struct blob, size)},
      {"CodeBlob", "_frame_size", offsetof(struct blob, frame_size)},
      {"nmethod", "_state", offsetof(struct blob, state)},
      {"StubQueue", "_stub_buffer", offsetof(struct queue, start)},
      {"StubQueue", "_buffer_limit", offsetof(struct queue, limit)},
  };
  if (strcmp(field, "_stack_traversal_mark") == 0) {
    return sweeps ? 0 : -1;
  }
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (strcmp(known[i].type, type) == 0 && strcmp(known[i].field, field) == 0) {
      return known[i].offset;
    }
  }
  return -1;
}

int64_t vmstructs_size(const char* type) {
  return strcmp(type, "HeapBlock") == 0 ? (int64_t)sizeof(struct block) : (int64_t)sizeof(struct blob);
}

const void* vmstructs_static(const char* type, const char* field) {
  if (strcmp(type, "AbstractInterpreter") == 0) {
    return has_interpreter ? (const void*)&interpreter : NULL;
  }
  if (strcmp(type, "StubRoutines") == 0) {
    return &call_stub_return;
  }
  return strcmp(field, "_heaps") == 0       ? (const void*)&heaps
         : strcmp(field, "_low_bound") == 0 ? (const void*)&heap.memory.low
                                            : (const void*)&heap.memory.high;
}

static uintptr_t at(uint32_t segment) {
  return (uintptr_t)memory + segment * SEGMENT;
}

// As the JVM marks a block: each segment says how far back to go, 254 at most.
static struct blob* put(uint32_t segment, uint32_t segments, const char* name, int32_t frame_words) {
  for (uint32_t i = 0; i < segments; i++) {
    map[segment + i] = (uint8_t)(i > 254 ? 254 : i);
  }
  *(struct block*)at(segment) = (struct block){segments, true};
  struct blob* blob = (struct blob*)(at(segment) + sizeof(struct block));
  *blob = (struct blob){name, (int32_t)(segments * SEGMENT - sizeof(struct block)), frame_words, 0};
  return blob;
}

static void fresh(void) {
  memset(memory, 0, SEGMENTS * SEGMENT);
  memset(map, 0xFF, SEGMENTS);
  CHECK(code_init() == NULL);
}

static void each_address_of_a_piece_leads_to_it(void) {
  fresh();
  put(0, 3, "first", 2);
  put(3, 800, "large", 4);
  put(803, 1, "last", 6);
  struct code_blob found;
  for (uintptr_t pc = at(3) + sizeof(struct block); pc < at(803); pc += 8) {
    CHECK(code_blob_at(pc, &found) && found.frame_words == 4 && strcmp(found.name, "large") == 0);
  }
  CHECK(code_blob_at(at(2) + 100, &found) && found.frame_words == 2);
  CHECK(code_blob_at(at(803) + 100, &found) && found.frame_words == 6);
}

static void interpreter_and_call_stub_are_where_the_jvm_says(void) {
  fresh();
  CHECK(!code_is_interpreter(queue.start - 1));
  CHECK(code_is_interpreter(queue.start));
  CHECK(code_is_interpreter(queue.start + 4095));
  CHECK(!code_is_interpreter(queue.start + 4096));
  CHECK(code_is_call_stub(call_stub_return));
  CHECK(!code_is_call_stub(call_stub_return + 1));
  has_interpreter = false;
  CHECK(strcmp(code_init(), "this JVM does not say where its interpreter is") == 0);
  has_interpreter = true;
}

static void where_there_is_none_none_is_found(void) {
  fresh();
  struct blob* blob = put(4, 4, "nmethod", 4);
  struct code_blob found;
  CHECK(code_blob_at(at(5), &found));
  CHECK(!code_blob_at(at(4), &found));  // the block's header
  CHECK(!code_blob_at(at(3), &found));
  CHECK(!code_blob_at(at(8), &found));
  CHECK(!code_blob_at(at(0) - 1, &found));
  CHECK(!code_blob_at(at(SEGMENTS), &found));
  blob->size = 10;
  CHECK(!code_blob_at(at(5), &found));
  blob->size = 5 * SEGMENT;  // larger than its block: not written yet
  CHECK(!code_blob_at(at(5), &found));
  blob->size = -1;
  CHECK(!code_blob_at(at(5), &found));
  put(4, 4, "nmethod", 4);
  ((struct block*)at(4))->used = false;
  CHECK(!code_blob_at(at(5), &found));
  ((struct block*)at(4))->used = true;
  ((struct block*)at(4))->length = SEGMENTS;
  CHECK(!code_blob_at(at(5), &found));
}

static void a_map_that_is_being_written_leads_nowhere_else(void) {
  fresh();
  struct code_blob found;
  map[2] = 3;  // before the heap's first segment
  CHECK(!code_blob_at(at(2), &found));
  map[10] = 1;
  map[9] = 0xFF;
  CHECK(!code_blob_at(at(10), &found));
  put(4, 4, "nmethod", 4);
  heap.map.high = heap.map.low + 5;  // shorter than the heap
  CHECK(!code_blob_at(at(5), &found));
  CHECK(code_blob_at(at(4) + 100, &found));
  heap.map.high = heap.map.low + SEGMENTS;
}

static void a_method_that_the_sweeper_gave_up_is_gone(void) {
  fresh();
  struct code_blob found;
  struct blob* blob = put(4, 4, "nmethod", 4);
  for (signed char state = -1; state < 6; state++) {
    blob->state = state;
    CHECK(code_blob_at(at(5), &found) == (state <= 2));
  }
  // What is no method has no state there.
  blob->name = "RuntimeStub - throw_StackOverflowError";
  CHECK(code_blob_at(at(5), &found));
  // Since there is no sweeper the number stands for something else.
  sweeps = false;
  CHECK(code_init() == NULL);
  blob->name = "nmethod";
  CHECK(code_blob_at(at(5), &found));
  sweeps = true;
}

int main(void) {
  memory = aligned_alloc(SEGMENT, SEGMENTS * SEGMENT);
  map = malloc(SEGMENTS);
  heap = (struct heap){{(uintptr_t)memory, (uintptr_t)memory + SEGMENTS * SEGMENT},
                       {(uintptr_t)map, (uintptr_t)map + SEGMENTS},
                       LOG2_SEGMENT};
  each_address_of_a_piece_leads_to_it();
  interpreter_and_call_stub_are_where_the_jvm_says();
  where_there_is_none_none_is_found();
  a_map_that_is_being_written_leads_nowhere_else();
  a_method_that_the_sweeper_gave_up_is_gone();
  return check_result();
}
