// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// How a chain of the kernel's frames finds its signal: on made-up pages, in memory of just their size, so that AddressSanitizer
// sees a read outside of them; then with a real event, where the kernel allows one.
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "check.h"
#include "clock.h"
#include "frame.h"
#include "kernel_chain.h"

#define PAGE UINT64_C(4096)
#define MARK ((uint64_t)PERF_CONTEXT_KERNEL)
#define ADDRESS(n) (UINT64_C(0xffffffff81000000) + (n) * 16)

static struct kernel_chain chain;
static uint64_t taken[KERNEL_CHAIN_MOST];

static struct perf_event_mmap_page* page(void) {
  return chain.pages;
}

// An empty ring whose positions are at `position`.
static void begin(uint64_t position) {
  free(chain.pages);
  chain = (struct kernel_chain){aligned_alloc(PAGE, 2 * PAGE), PAGE};
  memset(chain.pages, 0xaa, 2 * PAGE);
  page()->data_head = position;
  page()->data_tail = position;
}

static void put(uint64_t word) {
  char* records = (char*)chain.pages + PAGE;
  memcpy(records + page()->data_head % PAGE, &word, sizeof word);
  page()->data_head += sizeof word;
}

static void put_header(uint32_t type, uint64_t size) {
  put(type | size << 48);
}

// A tick in user mode has no words, one in the kernel a mark and its frames.
static void put_tick(uint64_t first, uint64_t frames) {
  uint64_t words = frames == 0 ? 0 : frames + 1;
  put_header(PERF_RECORD_SAMPLE, 16 + words * 8);
  put(words);
  for (uint64_t i = 0; i < words; i++) {
    put(i == 0 ? MARK : ADDRESS(first + i - 1));
  }
}

static uint32_t take(uint32_t turn) {
  return kernel_chain_take(&chain, turn, taken + KERNEL_CHAIN_MOST);
}

// Whether the frames are those of put_tick(first, frames).
static bool took(uint32_t turn, uint64_t first, uint32_t frames) {
  uint32_t count = take(turn);
  const uint64_t* at = taken + KERNEL_CHAIN_MOST - count;
  for (uint32_t i = 0; i < count; i++) {
    if (at[i] != frame_kernel(ADDRESS(first + i) - (i == 0 ? 0 : 1))) {
      return false;
    }
  }
  return count == frames;
}

static void a_signal_without_a_record_has_no_frames(void) {
  begin(0);
  CHECK(take(0) == 0);
  struct kernel_chain none = {NULL, 0};
  CHECK(kernel_chain_take(&none, 0, taken + KERNEL_CHAIN_MOST) == 0);
  kernel_chain_drop(&none);
}

static void a_tick_in_the_kernel_has_its_frames(void) {
  begin(0);
  put_tick(1, 5);
  CHECK(took(0, 1, 5));
  CHECK(took(7, 1, 5));
  kernel_chain_drop(&chain);
  CHECK(take(0) == 0);
}

static void a_tick_in_user_mode_has_none_and_ends_the_stay_before_it(void) {
  begin(0);
  put_tick(1, 5);
  put_tick(0, 0);
  CHECK(take(0) == 0);
  put_tick(2, 3);
  CHECK(took(0, 2, 3));
}

static void ticks_of_one_stay_take_turns(void) {
  begin(0);
  put_tick(1, 2);
  put_tick(0, 0);
  put_tick(10, 4);
  put_tick(20, 5);
  put_tick(30, 6);
  CHECK(took(0, 10, 4));
  CHECK(took(1, 20, 5));
  CHECK(took(2, 30, 6));
  CHECK(took(3, 10, 4));
}

static void other_records_are_passed_over(void) {
  begin(0);
  put_header(PERF_RECORD_LOST, 24);
  put(1);
  put(2);
  put_tick(1, 3);
  put_header(PERF_RECORD_THROTTLE, 16);
  put(3);
  CHECK(took(0, 1, 3));
}

static void records_lie_across_the_end(void) {
  for (uint64_t offset = 8; offset <= 80; offset += 8) {
    begin(3 * PAGE - offset);
    put_tick(1, 7);
    CHECK(took(0, 1, 7));
  }
}

static void a_chain_that_is_too_long_keeps_its_leaf(void) {
  begin(PAGE - 64);
  put_tick(1, KERNEL_CHAIN_MOST + 20);
  CHECK(took(0, 1, KERNEL_CHAIN_MOST));
}

static void what_is_no_record_ends_the_reading(void) {
  static const uint64_t sizes[] = {0, 4, 12, 8192, 65528};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    begin(0);
    put_tick(1, 3);
    put_header(PERF_RECORD_SAMPLE, sizes[i]);
    put(2);
    CHECK(took(0, 1, 3));
  }
  begin(0);
  put_header(PERF_RECORD_SAMPLE, 24);
  put(UINT64_MAX);
  put(1);
  CHECK(take(0) == 0);
  begin(0);
  page()->data_head = UINT64_MAX;
  CHECK(take(0) == 0);
}

static void whatever_the_pages_hold_stays_inside_them(void) {
  srand(1);
  for (int i = 0; i < 20000; i++) {
    begin((uint64_t)rand() * 8);
    uint64_t words = (uint64_t)rand() % (PAGE / 8);
    for (uint64_t j = 0; j < words; j++) {
      uint64_t small = (uint64_t)rand() % 64;
      put(rand() % 3 == 0 ? small << 51 | PERF_RECORD_SAMPLE : rand() % 2 == 0 ? small : MARK - small);
    }
    CHECK(take((uint32_t)rand()) <= KERNEL_CHAIN_MOST);
  }
}

// A real event. The thread is in one system call nearly all the time; the handler takes a chain at each signal.
static volatile sig_atomic_t signals;
static volatile sig_atomic_t in_kernel;
static volatile sig_atomic_t whole;
static uint64_t outermost;

static void on_signal(int signo) {
  (void)signo;
  uint32_t count = take((uint32_t)signals);
  signals++;
  if (count > 0) {
    in_kernel++;
    // Every system call enters the kernel at the same place.
    uint64_t last = taken[KERNEL_CHAIN_MOST - 1];
    outermost = outermost == 0 ? last : outermost;
    whole += last == outermost && count > 3;
  }
  kernel_chain_drop(&chain);
}

static void a_real_events_signal_finds_its_chain(void) {
  pid_t tid = (pid_t)syscall(SYS_gettid);
  int fd = clock_perf_event(tid, 1000000, CLOCK_RECORDS_KERNEL);
  if (fd < 0) {
    return;
  }
  free(chain.pages);
  CHECK(kernel_chain_open(&chain, fd) == 0);
  signal(SIGPROF, on_signal);
  ioctl(fd, PERF_EVENT_IOC_ENABLE, 0);
  static char buffer[1 << 16];
  int random = open("/dev/urandom", O_RDONLY);
  for (int i = 0; i < 2000 && signals < 200; i++) {
    // A signal ends a long read, which then returns less.
    CHECK(read(random, buffer, sizeof buffer) > 0);
  }
  ioctl(fd, PERF_EVENT_IOC_DISABLE, 0);
  close(random);
  CHECK(signals > 50);
  CHECK(in_kernel * 10 > signals * 9);
  CHECK(whole * 10 > in_kernel * 9);
  // In user mode there are none.
  in_kernel = 0;
  signals = 0;
  ioctl(fd, PERF_EVENT_IOC_ENABLE, 0);
  for (volatile long i = 0; signals < 50; i++) {
  }
  ioctl(fd, PERF_EVENT_IOC_DISABLE, 0);
  CHECK(in_kernel * 10 < signals);
  kernel_chain_close(&chain);
  close(fd);
}

int main(void) {
  a_signal_without_a_record_has_no_frames();
  a_tick_in_the_kernel_has_its_frames();
  a_tick_in_user_mode_has_none_and_ends_the_stay_before_it();
  ticks_of_one_stay_take_turns();
  other_records_are_passed_over();
  records_lie_across_the_end();
  a_chain_that_is_too_long_keeps_its_leaf();
  what_is_no_record_ends_the_reading();
  whatever_the_pages_hold_stays_inside_them();
  a_real_events_signal_finds_its_chain();
  return check_result();
}
