// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The kernel's frames of a thread: the calls that a tick of its perf event found inside the kernel.
//
// The kernel writes a record of each tick into pages that it shares with this process. The record has the kernel's frames only
// (exclude_callchain_user); unwind.h and walk.h find the others.
//
// How a chain finds its signal. Everything happens on one thread, the one that the event counts, in this order:
//   tick    An interrupt writes the record, and then releases data_head, the position behind it.
//   signal  It is raised by the tick, and delivered when the thread goes back to user mode. Further ticks in the same stay in the
//           kernel add records, but no signal.
//   take    The handler loads data_head with acquire: the records of all ticks before it are complete. A record without frames is
//           of a tick in user mode. It ends the stay before it, so only records after the last of those count. Where there are
//           several, they take turns in standing for all of the stay: the first one would make long stays look like their start.
//   drop    Before the event may tick again, or at its end, the handler stores data_tail with release: the kernel may use the space.
//           What ticked meanwhile is left out. Its frames are of the handler's own system calls.
// A tick for which there is no room leaves no record, and its signal has no frames of the kernel.
//
// Ownership: who opens the event opens the chain, before the event goes, and closes it when no handler can be inside. Only the
// handler of the thread reads it in between.
//
// Bounds: KERNEL_CHAIN_MOST frames, those at the leaf; one page of records is read, at most twice. A record that does not fit the
// space between the positions ends the reading. No system call.
//
// Memory: two pages for each thread that has a perf event in an open window, 8 KB where a page has 4 KB. They are locked. A process
// without CAP_IPC_LOCK may have kernel.perf_event_mlock_kb for each processor, shared by all processes of its user, and
// RLIMIT_MEMLOCK beyond that. A thread for which the kernel has no more keeps its clock and has no frames of the kernel.
#ifndef JMHPPROF_KERNEL_CHAIN_H
#define JMHPPROF_KERNEL_CHAIN_H

#include <stdint.h>

// As many as the kernel records unless kernel.perf_event_max_stack says otherwise. Shared with SamplerOptions.java.
#define KERNEL_CHAIN_MOST 127u

struct kernel_chain {
  void* pages;        // struct perf_event_mmap_page, then records; NULL where there is no chain
  uint64_t page_size;
};

// Maps the pages of an event that records call chains. 0, or the errno.
int kernel_chain_open(struct kernel_chain* chain, int fd);

void kernel_chain_close(struct kernel_chain* chain);

// Writes the frames of the tick that raised the signal to the words before `end`, leaf first. Returns how many there are.
// `turn`: chooses between several ticks in one stay. async-signal-safe
uint32_t kernel_chain_take(const struct kernel_chain* chain, uint32_t turn, uint64_t* end);

// Leaves out all that was recorded so far. async-signal-safe
void kernel_chain_drop(const struct kernel_chain* chain);

#endif
