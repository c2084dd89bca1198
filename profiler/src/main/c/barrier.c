// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "barrier.h"

#include <string.h>

int64_t barrier_offset_x86(const void* code) {
  // mov rsp, [r15 + disp32]; r15 is the thread.
  static const uint8_t load[] = {0x49, 0x8B, 0xA7};
  if (memcmp(code, load, sizeof load) != 0) {
    return -1;
  }
  int32_t offset;
  memcpy(&offset, (const uint8_t*)code + sizeof load, sizeof offset);
  return offset > 0 ? offset : -1;
}

int64_t barrier_offset_aarch64(const void* code) {
  // ldr x8, [x28, #offset]; x28 is the thread, and the 12 bits of the offset count words.
  uint32_t load;
  memcpy(&load, code, sizeof load);
  uint32_t words = load >> 10 & 0xFFF;
  return (load & ~(0xFFFu << 10)) == (0xF9400000u | 28u << 5 | 8u) && words > 0 ? (int64_t)words * 8 : -1;
}
