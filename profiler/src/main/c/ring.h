// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The writers' half of the sample ring. The protocol and its reasons are in org/jmhpprof/ring/package-info.java; this is the
// part that a C reader needs.
//
//   byte 0    magic and version | capacity      set once by the reader's side
//        64   tail                              claimed up to here; writers, CAS
//        72   seen                              a head that a writer has seen; writers
//        128  head                              consumed up to here; the reader
//        192  time of the first loss            writers set, the reader takes
//        256  lost count | lost value, by kind  writers add, the reader takes
//        320  `capacity` bytes of records, a power of two
//
// Positions are 64-bit counts of bytes that only grow; a byte's place is position & (capacity - 1).
//
//   claim    tail (acquire), then seen (acquire): is there room? If not: head (acquire), seen = head (release), and again.
//            CAS tail (acq_rel)
//   pad      a record that would cross the ring's end starts at the ring's start; the bytes between are claimed in the same
//            CAS and published with their negative length
//   fill     plain stores, the claimed bytes belong to this writer alone
//   publish  length, one release store; until then it reads 0
//   no room  time of first loss: CAS from 0, then lost value: add, then lost count: add (release)
//
// The reader takes the length with acquire and zeroes what it consumed; after some records it stores head with release.
#ifndef JMHPPROF_RING_H
#define JMHPPROF_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  RING_RECORD_WORDS = 5,
  RING_CONTROL_BYTES = 320,
  RING_KINDS = 4,
  RING_MIN_CAPACITY = 4096,
  RING_MAX_CAPACITY = 1 << 30,
};

// "jmhpprf" and the version of the layout in the last byte.
#define RING_MAGIC INT64_C(0x6a6d687070726603)

struct ring_control {
  // Immutable.
  int64_t magic;
  uint64_t capacity;
  uint64_t unused0[6];
  // Written by writers.
  _Atomic uint64_t tail;
  _Atomic uint64_t seen;
  uint64_t unused1[6];
  // Written by the reader.
  _Atomic uint64_t head;
  uint64_t unused2[7];
  // Written by writers, taken by the reader.
  _Atomic uint64_t first_lost_time;
  uint64_t unused3[7];
  struct ring_loss {
    _Atomic uint64_t count;
    _Atomic uint64_t value;
  } lost[RING_KINDS];
};

// What a sample counts. The ring only keeps the kinds apart.
struct ring_sample {
  uint32_t kind;       // below RING_KINDS
  uint32_t thread_id;
  uint32_t count;      // how many it stands for, such as ticks
  uint64_t value;      // how much, such as nanoseconds
  uint64_t time_nanos;
};

struct ring_record {
  _Atomic int64_t length;  // 0: unpublished, > 0: bytes of the record, < 0: bytes to skip
  uint64_t time_nanos;
  uint32_t thread_id;
  uint32_t count;
  uint32_t cost_nanos;  // 0: not measured
  uint32_t kind;
  uint64_t value;
  uint64_t stack[];     // leaf first
};

struct ring {
  struct ring_control* control;
  unsigned char* records;
  uint64_t capacity;
};

// False unless `memory` is aligned to 8 bytes and holds a ring of this version in exactly `bytes`.
bool ring_attach(struct ring* ring, void* memory, uint64_t bytes);

// Space for a record of `depth` stack words, with everything but stack, cost and length filled in. NULL when there is no room,
// or it would take more than half the ring; the loss of the sample's count and value is counted. A claimed record must be
// published, with the same depth: the reader does not get past it before. async-signal-safe
struct ring_record* ring_claim(struct ring* ring, const struct ring_sample* sample, uint32_t depth);

// Hands a claimed record, of which the caller has filled stack[0..depth), to the reader. A cost above 4 s is cut to what fits.
// async-signal-safe
void ring_publish(struct ring_record* record, uint32_t depth, uint64_t cost_nanos);

// The numbers on which both halves must agree, in the order of SampleRing.layout(). Writes at most n of them, returns how many
// there are.
uint32_t ring_layout(int64_t* out, uint32_t n);

#endif
