// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "kernel_chain.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "frame.h"

#define WORD sizeof(uint64_t)

int kernel_chain_open(struct kernel_chain* chain, int fd) {
  size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
  void* pages = mmap(NULL, 2 * page_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (pages == MAP_FAILED) {
    return errno;
  }
  *chain = (struct kernel_chain){pages, page_size};
  return 0;
}

void kernel_chain_close(struct kernel_chain* chain) {
  if (chain->pages != NULL) {
    munmap(chain->pages, 2 * chain->page_size);
    chain->pages = NULL;
  }
}

static uint64_t word_at(const struct kernel_chain* chain, uint64_t position) {
  const char* records = (const char*)chain->pages + chain->page_size;
  return *(const uint64_t*)(const void*)(records + (position & (chain->page_size - 1)));
}

// Bytes of the record at a position; 0 for none that fits before `head`.
static uint64_t size_at(const struct kernel_chain* chain, uint64_t position, uint64_t head) {
  if (head - position < sizeof(struct perf_event_header)) {
    return 0;
  }
  // type: 32 bits, misc: 16, size: 16
  uint64_t size = word_at(chain, position) >> 48;
  return size >= sizeof(struct perf_event_header) && size % WORD == 0 && size <= head - position ? size : 0;
}

// A record of a tick: its header, the number of words of its chain, and those words. False for any other record.
static bool is_tick(const struct kernel_chain* chain, uint64_t position, uint64_t size, uint64_t* words) {
  if ((uint32_t)word_at(chain, position) != PERF_RECORD_SAMPLE || size < 2 * WORD) {
    return false;
  }
  *words = word_at(chain, position + WORD);
  return *words <= size / WORD - 2;
}

// Marks what follows as the kernel's.
static bool is_mark(uint64_t word) {
  return word >= (uint64_t)PERF_CONTEXT_MAX;
}

static uint32_t count_frames(const struct kernel_chain* chain, uint64_t first, uint64_t words) {
  uint32_t count = 0;
  for (uint64_t i = 0; i < words; i++) {
    count += !is_mark(word_at(chain, first + i * WORD));
  }
  return count;
}

static uint32_t copy_frames(const struct kernel_chain* chain, uint64_t first, uint64_t words, uint64_t* end) {
  uint32_t count = count_frames(chain, first, words);
  count = count < KERNEL_CHAIN_MOST ? count : KERNEL_CHAIN_MOST;
  uint64_t* frames = end - count;
  uint32_t copied = 0;
  for (uint64_t i = 0; i < words && copied < count; i++) {
    uint64_t word = word_at(chain, first + i * WORD);
    if (!is_mark(word)) {
      // Of a caller the address before its return address.
      frames[copied] = frame_kernel(copied == 0 ? word : word - 1);
      copied++;
    }
  }
  return count;
}

uint32_t kernel_chain_take(const struct kernel_chain* chain, uint32_t turn, uint64_t* end) {
  if (chain->pages == NULL) {
    return 0;
  }
  const struct perf_event_mmap_page* page = chain->pages;
  // Acquire: the records before this position are complete. Pairs with the kernel's release of data_head.
  uint64_t head = __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE);
  uint64_t stay = page->data_tail;
  if (head - stay > chain->page_size) {
    return 0;
  }
  uint64_t size;
  uint64_t words;
  uint32_t ticks = 0;
  for (uint64_t at = stay; (size = size_at(chain, at, head)) != 0; at += size) {
    if (is_tick(chain, at, size, &words)) {
      bool in_kernel = count_frames(chain, at + 2 * WORD, words) > 0;
      ticks = in_kernel ? ticks + 1 : 0;
      stay = in_kernel ? stay : at + size;
    }
  }
  if (ticks == 0) {
    return 0;
  }
  uint32_t skip = turn % ticks;
  for (uint64_t at = stay; (size = size_at(chain, at, head)) != 0; at += size) {
    if (is_tick(chain, at, size, &words) && skip-- == 0) {
      return copy_frames(chain, at + 2 * WORD, words, end);
    }
  }
  return 0;
}

void kernel_chain_drop(const struct kernel_chain* chain) {
  if (chain->pages == NULL) {
    return;
  }
  struct perf_event_mmap_page* page = chain->pages;
  uint64_t head = __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE);
  // Release: the kernel overwrites records only after they were read. Pairs with its check for room.
  __atomic_store_n(&page->data_tail, head, __ATOMIC_RELEASE);
}
