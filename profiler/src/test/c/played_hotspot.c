// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What libjvm exports: its description of itself, and AsyncGetCallTrace.
#include "played_jvm.h"

#include <stdbool.h>

const uintptr_t played_methods[PLAYED_FRAMES] = {0x3000, 0x2000, PLAYED_RUN};
const jint played_bcis[PLAYED_FRAMES] = {7, 11, 1};

// HotSpot's description of itself: exported are a table, and the places of the fields in its rows.
struct field {
  const char* type;
  const char* name;
  uint64_t offset;
  const void* address;
};

struct size {
  const char* type;
  uint64_t bytes;
};

static uintptr_t code_low = 0x1000;
static uintptr_t code_high = 0x2000;
static uintptr_t call_stub_return = 0x1800;
static struct {
  uintptr_t buffer;
  uint32_t limit;
} interpreter = {0x1000, 0x100};
static const void* interpreter_code = &interpreter;

static const struct field fields[] = {
    {"JavaThread", "_osthread", offsetof(struct played_thread, os_thread), NULL},
    {"Thread", "_stack_base", offsetof(struct played_thread, stack_base), NULL},
    {"JavaThread", "_thread_state", offsetof(struct played_thread, state), NULL},
    {"JavaThread", "_anchor", offsetof(struct played_thread, last_sp), NULL},
    {"JavaFrameAnchor", "_last_Java_sp", 0, NULL},
    {"JavaFrameAnchor", "_last_Java_pc", sizeof(uintptr_t), NULL},
    {"JavaFrameAnchor", "_last_Java_fp", 2 * sizeof(uintptr_t), NULL},
    {"OSThread", "_thread_id", offsetof(struct played_os_thread, tid), NULL},
    {"StubQueue", "_stub_buffer", 0, NULL},
    {"StubQueue", "_buffer_limit", sizeof(uintptr_t), NULL},
    {"CodeCache", "_low_bound", 0, &code_low},
    {"CodeCache", "_high_bound", 0, &code_high},
    {"AbstractInterpreter", "_code", 0, &interpreter_code},
    {"StubRoutines", "_call_stub_return_address", 0, &call_stub_return},
    {NULL, NULL, 0, NULL},
};
static const struct size sizes[] = {{"JavaThread", sizeof(struct played_thread)}, {NULL, 0}};

extern const void* const gHotSpotVMStructs;
extern const uint64_t gHotSpotVMStructEntryArrayStride, gHotSpotVMStructEntryTypeNameOffset, gHotSpotVMStructEntryFieldNameOffset,
    gHotSpotVMStructEntryOffsetOffset, gHotSpotVMStructEntryAddressOffset;
extern const void* const gHotSpotVMTypes;
extern const uint64_t gHotSpotVMTypeEntryArrayStride, gHotSpotVMTypeEntryTypeNameOffset, gHotSpotVMTypeEntrySizeOffset;

const void* const gHotSpotVMStructs = fields;
const uint64_t gHotSpotVMStructEntryArrayStride = sizeof(struct field);
const uint64_t gHotSpotVMStructEntryTypeNameOffset = offsetof(struct field, type);
const uint64_t gHotSpotVMStructEntryFieldNameOffset = offsetof(struct field, name);
const uint64_t gHotSpotVMStructEntryOffsetOffset = offsetof(struct field, offset);
const uint64_t gHotSpotVMStructEntryAddressOffset = offsetof(struct field, address);
const void* const gHotSpotVMTypes = sizes;
const uint64_t gHotSpotVMTypeEntryArrayStride = sizeof(struct size);
const uint64_t gHotSpotVMTypeEntryTypeNameOffset = offsetof(struct size, type);
const uint64_t gHotSpotVMTypeEntrySizeOffset = offsetof(struct size, bytes);

// async-signal-safe
struct call_frame {
  jint bci;
  jmethodID method;
};

struct call_trace {
  JNIEnv* env;
  jint frame_count;
  struct call_frame* frames;
};

void AsyncGetCallTrace(struct call_trace* trace, jint depth, void* ucontext);
void AsyncGetCallTrace(struct call_trace* trace, jint depth, void* ucontext) {
  const struct played_thread* thread = played_current();
  bool own = thread != NULL && trace->env == &thread->env && ucontext != NULL && depth >= PLAYED_FRAMES;
  // As HotSpot has it: -8 is a thread that is no Java thread.
  trace->frame_count = own ? PLAYED_FRAMES : -8;
  for (int i = 0; own && i < PLAYED_FRAMES; i++) {
    trace->frames[i] = (struct call_frame){played_bcis[i], (jmethodID)played_methods[i]};
  }
}
