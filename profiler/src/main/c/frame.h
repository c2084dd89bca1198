// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// A frame is one 64-bit word, so that equal stacks are equal words. Java never looks inside one, except for the two top
// bits and the number of a pseudo frame.
//
//   0 | 0 | method id (46 bits)     | bci (16 bits)     a Java frame; bci 0xFFFF stands for a native method
//   0 | 1 | method id / 4 (46 bits) | bci (16 bits)     the same, with a larger id
//   1 | 0 | 0 ...                   | pc  (48 bits)     a machine address
//   1 | 0 | 1 | 0 ...               | pc  (48 bits)     an address in the kernel; its upper 16 bits are ones
//   1 | 1 | 0 ...                   | number            a pseudo frame
//   1 | 1 | 0 | 1 | virtual thread (44 bits) | tag    no frame: what else is known of the sample, behind its stack
//   1 | 1 | 1 | 0 | class (24 bits) | size / 8 (36 bits) an object: the number of its class, and its size. Two sizes are two
//                                                       words, so that they are counted apart; the frame names the class
//   1 | 1 | 1 | 1 | class (24 bits) | 0 ...             a monitor, by the number of its object's class
//
// From JDK 26 on method ids count up from 1. Before that they are addresses of aligned cells: below 2^47 on x86-64, 2^48 on
// aarch64. An id that is neither cannot be packed.
#ifndef JMHPPROF_FRAME_H
#define JMHPPROF_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#define FRAME_NATIVE (UINT64_C(1) << 63)
#define FRAME_KERNEL (UINT64_C(5) << 61)
#define FRAME_PSEUDO (UINT64_C(3) << 62)
#define FRAME_OBJECT (UINT64_C(14) << 60)
#define FRAME_MONITOR (UINT64_C(15) << 60)
#define FRAME_TAG (UINT64_C(13) << 60)
#define FRAME_TAG_BITS 16
#define FRAME_LARGE_ID (UINT64_C(1) << 62)
#define FRAME_BCI_NATIVE_METHOD 0xFFFFu
#define FRAME_CLASSES (1u << 24)
#define FRAME_SIZE_BITS 36

// The numbers are shared with PseudoFrame.java.
enum pseudo_frame {
  PSEUDO_TRUNCATED = 1,
  PSEUDO_NO_JAVA_FRAME = 2,
  PSEUDO_ROOT_UNKNOWN = 8,  // what lies below could not be walked
  PSEUDO_NATIVE_TRUNCATED = 9,  // native frames are missing here: there are too many, or the next one was not found
  PSEUDO_RUN_QUEUE = 10,  // the thread waits for a processor
  PSEUDO_GC_PAUSE = 11,   // the collector has stopped it
  PSEUDO_IDLE = 12,       // it has not run at all
  PSEUDO_IN_VM = 13,      // it waits inside the JVM, where nobody may walk its stack
  // Why a stack could not be walked: 16 - AsyncGetCallTrace's negative result, or one of ours.
  PSEUDO_FAILED = 16,
  PSEUDO_FAILED_UNSAMPLED = 40,
  PSEUDO_FAILED_METHOD_ID = 41,
  PSEUDO_FAILED_THREAD_START = 42,  // before the thread had a clock
  PSEUDO_FAILED_SIGNAL_STACK = 43,  // in another signal's handler, on its alternate stack
  PSEUDO_FAILED_JVMTI = 44,         // JVMTI did not give the stack
  PSEUDO_FAILED_UNVISITED = 45,     // off the processor, but never found so
};

static inline bool frame_fits(uintptr_t method_id) {
  return method_id != 0 && ((method_id >> 46) == 0 || ((method_id & 3) == 0 && (method_id >> 48) == 0));
}

static inline uint64_t frame_java(uintptr_t method_id, int32_t bci) {
  uint64_t low = bci >= 0 && bci < 0xFFFF ? (uint64_t)bci : FRAME_BCI_NATIVE_METHOD;
  uint64_t high = (method_id >> 46) == 0 ? (uint64_t)method_id << 16 : FRAME_LARGE_ID | (uint64_t)(method_id >> 2) << 16;
  return high | low;
}

static inline uintptr_t frame_method_id(uint64_t word) {
  uintptr_t id = (uintptr_t)(word & ~FRAME_LARGE_ID) >> 16;
  return (word & FRAME_LARGE_ID) != 0 ? id << 2 : id;
}

static inline uint32_t frame_bci(uint64_t word) {
  return (uint32_t)(word & 0xFFFF);
}

static inline uint64_t frame_native(uintptr_t pc) {
  return FRAME_NATIVE | ((uint64_t)pc & ((UINT64_C(1) << 48) - 1));
}

static inline uint64_t frame_kernel(uint64_t pc) {
  return FRAME_KERNEL | (pc & ((UINT64_C(1) << 48) - 1));
}

static inline uint64_t frame_pseudo(uint32_t number) {
  return FRAME_PSEUDO | number;
}

static inline bool frame_is_failed(uint64_t word) {
  return (word & FRAME_OBJECT) == FRAME_PSEUDO && (word & ~FRAME_PSEUDO) >= PSEUDO_FAILED;
}

static inline uint64_t frame_object(uint32_t class_number, uint64_t bytes) {
  return FRAME_OBJECT | (uint64_t)class_number << FRAME_SIZE_BITS | ((bytes >> 3) & ((UINT64_C(1) << FRAME_SIZE_BITS) - 1));
}

static inline uint64_t frame_monitor(uint32_t class_number) {
  return FRAME_MONITOR | (uint64_t)class_number << FRAME_SIZE_BITS;
}

static inline uint64_t frame_tag(uint32_t tag) {
  return FRAME_TAG | tag;
}

// In the word of a tag: the number of a virtual thread, 0 for none.
static inline uint64_t frame_virtual_thread(uint64_t number) {
  return number << FRAME_TAG_BITS & ~FRAME_MONITOR;
}

static inline uint32_t frame_class(uint64_t word) {
  return (uint32_t)(word >> FRAME_SIZE_BITS) & (FRAME_CLASSES - 1);
}

#endif
