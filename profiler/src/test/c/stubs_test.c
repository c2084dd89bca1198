// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Finding stubs by name and by address, and what the code of one tells, without a JVM.
#include <string.h>

#include "barrier.h"
#include "check.h"
#include "stubs.h"

#define LENGTH 100u

// Each JDK puts other words around the names.
static void the_return_barrier_is_known_in_every_release(void) {
  static const char* const barriers[] = {
      "Cont thaw return barrier",                // 21
      "cont_returnBarrier",                      // 25
      "Stub Generator cont_returnBarrier_stub",  // 26
      "cont_returnBarrier_stub (stub gen)",      // 27
  };
  static const char* const others[] = {
      "Cont thaw return barrier exception",
      "cont_returnBarrierExc",
      "Stub Generator cont_returnBarrierExc_stub",
      "cont_returnBarrierExc_stub (stub gen)",
      "cont_thaw",
  };
  uintptr_t at = 0x100000;
  for (size_t i = 0; i < sizeof barriers / sizeof barriers[0]; i++, at += 2 * LENGTH) {
    stubs_add(barriers[i], at, LENGTH);
    CHECK(!stubs_is_return_barrier(at - 1));
    CHECK(stubs_is_return_barrier(at));
    CHECK(stubs_is_return_barrier(at + LENGTH - 1));
    CHECK(!stubs_is_return_barrier(at + LENGTH));
    for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
      stubs_add(others[k], at + LENGTH, LENGTH);
      CHECK(stubs_is_return_barrier(at) && !stubs_is_return_barrier(at + LENGTH));
    }
  }
}

static bool is_at(uintptr_t pc, const char* name) {
  const struct stub* stub = stubs_at(pc);
  return stub != NULL && strcmp(stub->name, name) == 0;
}

static void check_nested(uintptr_t at) {
  CHECK(is_at(at + 10, "outer"));
  CHECK(is_at(at + 20, "inner"));
  CHECK(is_at(at + 29, "inner"));
  CHECK(is_at(at + 30, "outer"));
  CHECK(stubs_at(at + LENGTH) == NULL);
}

static void the_innermost_stub_counts_before_and_after_the_index(void) {
  uintptr_t at = 0x200000;
  stubs_add("outer", at, LENGTH);
  stubs_add("inner", at + 20, 10);
  check_nested(at);
  stubs_index();
  check_nested(at);
}

static void exception_stubs_return_elsewhere(void) {
  static const struct {
    const char* name;
    enum stub_return returns;
  } known[] = {
      {"unwind_exception Runtime1 stub", RETURNS_FOR_CALLER},
      {"C1 Runtime unwind_exception_blob", RETURNS_FOR_CALLER},
      {"unwind_exception_blob (C1 runtime)", RETURNS_FOR_CALLER},
      {"handle_exception_nofpu Runtime1 stub", RETURNS_TO_THROW},
      {"handle_exception_from_callee_blob (C1 runtime)", RETURNS_TO_THROW},
      {"forward_exception_blob (C1 runtime)", RETURNS_TO_CALL},
      {"jbyte_disjoint_arraycopy", RETURNS_TO_CALL},
  };
  uintptr_t at = 0x300000;
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++, at += LENGTH) {
    stubs_add(known[i].name, at, LENGTH);
    CHECK(stubs_at(at)->returns == known[i].returns);
  }
}

// First instructions as the JDKs generate them.
static void the_return_barrier_tells_where_the_entry_is(void) {
  static const uint8_t x86_21[] = {0x49, 0x8B, 0xA7, 0x38, 0x05, 0x00, 0x00, 0x50};
  static const uint8_t x86_25[] = {0x49, 0x8B, 0xA7, 0x18, 0x06, 0x00, 0x00, 0x50};
  static const uint8_t rbp[] = {0x49, 0x8B, 0xAF, 0x18, 0x06, 0x00, 0x00, 0x50};
  static const uint8_t negative[] = {0x49, 0x8B, 0xA7, 0x18, 0x06, 0x00, 0x80, 0x50};
  CHECK(barrier_offset_x86(x86_21) == 0x538);
  CHECK(barrier_offset_x86(x86_25) == 1560);
  CHECK(barrier_offset_x86(rbp) == -1);
  CHECK(barrier_offset_x86(negative) == -1);
  // ldr x8, [x28, #1336]; ldr x9, [x28, #1336]; ldr x8, [x27, #1336]; ldr w8, [x28, #668]
  static const uint32_t arm[] = {0xF9429F88, 0xF9429F89, 0xF9429F68, 0xB9429F88};
  CHECK(barrier_offset_aarch64(&arm[0]) == 1336);
  for (int i = 1; i < 4; i++) {
    CHECK(barrier_offset_aarch64(&arm[i]) == -1);
  }
}

int main(void) {
  the_return_barrier_is_known_in_every_release();
  the_innermost_stub_counts_before_and_after_the_index();
  exception_stubs_return_elsewhere();
  the_return_barrier_tells_where_the_entry_is();
  return check_result();
}
