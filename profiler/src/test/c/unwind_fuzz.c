// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Unwinds made-up stacks by damaged tables, under AddressSanitizer: nothing outside of the stack is read. A stack lies in memory
// of just its size. The same damage and the same stacks in each run.
//
//   unwind_fuzz FILE...    libraries whose .eh_frame is used
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "code.h"
#include "elf_section.h"
#include "images.h"
#include "unwind.h"

#define STACK_WORDS 600u
#define RED_ZONE_WORDS (REGISTERS_RED_ZONE / 8)
#define LARGEST 32768u
#define STACKS_EACH 40
#define FUZZ_NANOS UINT64_C(1500000000)
#define FEWEST_SEEDS 40

// Where the image is: nothing may be read there.
#define IMAGE UINT64_C(0x100000000000)

static struct image image;
static struct {
  struct images images;
  const struct image* only;
} list = {.images = {.count = 1}, .only = &image};

const struct images* images_now(void) {
  return &list.images;
}

const struct image* images_find(const struct images* images, uintptr_t pc) {
  (void)images;
  return pc >= image.code_low && pc < image.code_high ? &image : NULL;
}

bool code_contains(uintptr_t pc) {
  return pc == 42;
}

static uint64_t next(uint64_t* state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * UINT64_C(2685821657736338717);
}

static uint64_t cpu_nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t ends[4];
static uint64_t frames;
static int failed;

// Words that a stack has: addresses of code and of the stack, small numbers, anything.
static uint64_t word(uint64_t* random, uintptr_t low, uintptr_t end) {
  switch (next(random) % 8) {
    case 0:
    case 1:
    case 2: return IMAGE + next(random) % (image.high - image.low);
    case 3:
    case 4: return low + next(random) % (end - low + 16);
    case 5: return next(random) % 2 == 0 ? 0 : 42;
    case 6: return low + 8 * (next(random) % STACK_WORDS);
    default: return next(random);
  }
}

static void unwind_stack(uint64_t* random) {
  uint64_t words = 1 + next(random) % STACK_WORDS;
  uintptr_t* memory = malloc((words + RED_ZONE_WORDS) * sizeof *memory);
  uintptr_t sp = (uintptr_t)(memory + RED_ZONE_WORDS);
  uintptr_t end = sp + words * sizeof *memory;
  for (uint64_t i = 0; i < words + RED_ZONE_WORDS; i++) {
    memory[i] = word(random, sp, end);
  }
  ucontext_t context;
  for (size_t i = 0; i < sizeof context / sizeof(uint64_t); i++) {
    uint64_t value = word(random, sp, end);
    memcpy((char*)&context + i * sizeof value, &value, sizeof value);
  }
  uintptr_t pc = next(random) % 16 == 0 ? next(random) : IMAGE + next(random) % (image.high - image.low);
  registers_set(&context, (struct registers){pc, sp, word(random, sp, end)});
  static struct unwind_cache cache;
  struct unwound found;
  unwind(&context, end, &cache, &found);
  ends[found.end]++;
  frames += found.count;
  failed += found.count == 0 || found.count > UNWIND_MOST || (found.end == UNWIND_CODE && found.code.pc != 42);
  free(memory);
}

static void fuzz(const char* file) {
  struct ehframe_section whole;
  if (!elf_section(file, &whole)) {
    failed++;
    return;
  }
  uint64_t until = cpu_nanos() + FUZZ_NANOS;
  for (uint64_t seed = 1; seed <= FEWEST_SEEDS || (seed <= 1000 && cpu_nanos() < until); seed++) {
    uint64_t random = seed * UINT64_C(0x9E3779B97F4A7C15);
    size_t size = whole.size < LARGEST ? whole.size : LARGEST;
    uint8_t* bytes = malloc(size);
    memcpy(bytes, whole.bytes, size);
    for (uint64_t left = next(&random) % 2000; left > 0; left--) {
      bytes[next(&random) % size] = (uint8_t)next(&random);
    }
    struct ehframe_section section = whole;
    section.bytes = bytes;
    section.size = size;
    // The same code at another place.
    section.address += IMAGE - whole.image_low;
    section.image_high += IMAGE - whole.image_low;
    section.image_low = IMAGE;
    image = (struct image){
        .low = IMAGE, .high = section.image_high, .code_low = IMAGE, .code_high = section.image_high};
    failed += !ehframe_build(&image.table, &section);
    list.images.number++;
    for (int i = 0; i < STACKS_EACH; i++) {
      unwind_stack(&random);
    }
    ehframe_free(&image.table);
    free(bytes);
  }
  free((void*)whole.bytes);
}

int main(int argc, char** argv) {
  for (int i = 1; i < argc; i++) {
    fuzz(argv[i]);
  }
  fprintf(stderr, "%" PRIu64 " frames; ended in code %" PRIu64 ", at the entry %" PRIu64 ", lost %" PRIu64 ", cut %" PRIu64 "\n",
          frames, ends[UNWIND_CODE], ends[UNWIND_ENTRY], ends[UNWIND_LOST], ends[UNWIND_CUT]);
  // Each of the ways that do not depend on luck has been taken.
  failed += ends[UNWIND_CODE] == 0 || ends[UNWIND_ENTRY] == 0 || ends[UNWIND_LOST] == 0;
  printf("%d failed\n", failed);
  return failed != 0;
}
