// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "chain.h"

#include <stddef.h>
#include <string.h>

#include "code.h"
#include "readable.h"
#include "stubs.h"
#include "vmstructs.h"

#define WORD sizeof(uintptr_t)

// Words from an interpreted frame's frame pointer. The pointer to the bytecode has other places in other releases and on other
// processors, but always one of these.
#define SENDER_SP (-1)
#define METHOD (-3)
#define BYTECODE_FIRST (-4)
#define BYTECODE_LAST (-10)

// How the names of the stubs begin through which native code calls Java by the foreign function interface; the first one up to
// JDK 18.
static const char* const upcall_stubs[] = {"optimized_upcall_stub", "upcall_stub"};

// From an entry frame's frame pointer to the VM's note of its call, in words.
static int32_t wrapper_offset;
static int64_t anchor_sp_offset;
static int64_t anchor_pc_offset;
static int64_t anchor_fp_offset;
static int64_t wrapper_size;

static int64_t const_method_offset;
static int64_t entry_offset;
static int64_t method_size;
static int64_t code_size_offset;
static int64_t const_method_size;

// The JVM says it on x86 only. On aarch64 it has always been the same.
static bool find_wrapper_offset(void) {
#if defined(__aarch64__) || defined(AS_AARCH64)
  wrapper_offset = -8;
  return true;
#else
  return vmstructs_constant("frame::entry_frame_call_wrapper_offset", &wrapper_offset);
#endif
}

bool chain_init(void) {
  int64_t anchor = vmstructs_offset("JavaCallWrapper", "_anchor");
  int64_t sp = vmstructs_offset("JavaFrameAnchor", "_last_Java_sp");
  int64_t pc = vmstructs_offset("JavaFrameAnchor", "_last_Java_pc");
  int64_t fp = vmstructs_offset("JavaFrameAnchor", "_last_Java_fp");
  anchor_sp_offset = anchor + sp;
  anchor_pc_offset = anchor + pc;
  anchor_fp_offset = anchor + fp;
  wrapper_size = vmstructs_size("JavaCallWrapper");
  const_method_offset = vmstructs_offset("Method", "_constMethod");
  entry_offset = vmstructs_offset("Method", "_i2i_entry");
  method_size = vmstructs_size("Method");
  code_size_offset = vmstructs_offset("ConstMethod", "_code_size");
  const_method_size = vmstructs_size("ConstMethod");
  return readable_init() && code_has_blobs() && find_wrapper_offset() && anchor >= 0 && sp >= 0 && pc >= 0 && fp >= 0 &&
         wrapper_size > 0 && const_method_offset >= 0 && entry_offset >= 0 && method_size > 0 && code_size_offset >= 0 &&
         const_method_size > 0;
}

// One frame, and what is known of the stack that it is on. `unextended_sp` is what the stack pointer was before an adapter
// between compiled code and the interpreter moved it.
struct position {
  struct registers at;
  uintptr_t unextended_sp;
  struct chain_stack stack;
};

static uintptr_t word_at(uintptr_t address) {
  return *(const uintptr_t*)address;
}

static uintptr_t frame_word(uintptr_t fp, intptr_t index) {
  return word_at(fp + (uintptr_t)(index * (intptr_t)WORD));
}

static uintptr_t return_address(uintptr_t fp, intptr_t index) {
  return registers_unsigned_return(frame_word(fp, index));
}

// Whether `words` words can be read from an address on the stack on.
static bool on_stack(const struct position* position, uintptr_t address, uintptr_t words) {
  return address > position->at.sp && address % WORD == 0 && address < position->stack.end &&
         (position->stack.end - address) / WORD >= words;
}

// Whether an interpreted frame's word for its method is one, and another word lies in that method's bytecode.
static bool has_method(uintptr_t sp, uintptr_t fp) {
  uintptr_t method = frame_word(fp, METHOD);
  if (method % WORD != 0 || !readable(method) || !readable(method + (uintptr_t)method_size - WORD) ||
      !code_is_interpreter(word_at(method + (uintptr_t)entry_offset))) {
    return false;
  }
  uintptr_t const_method = word_at(method + (uintptr_t)const_method_offset);
  if (const_method % WORD != 0 || !readable(const_method) || !readable(const_method + (uintptr_t)const_method_size - WORD)) {
    return false;
  }
  uint16_t code_size;
  memcpy(&code_size, (const char*)const_method + code_size_offset, sizeof code_size);
  uintptr_t code = const_method + (uintptr_t)const_method_size;
  intptr_t last = -(intptr_t)((fp - sp) / WORD);
  for (intptr_t i = BYTECODE_FIRST; i >= BYTECODE_LAST && i >= last; i--) {
    uintptr_t word = frame_word(fp, i);
    // A native method has no bytecode.
    if (code_size == 0 ? word == 0 : word >= code && word - code < code_size) {
      return true;
    }
  }
  return false;
}

static bool step_interpreted(struct position* position) {
  uintptr_t fp = position->at.fp;
  if (!on_stack(position, fp, 2) || fp - position->at.sp < (uintptr_t)-METHOD * WORD) {
    return false;
  }
  // It can lie below this frame: a method that is called through a method handle takes an argument less, and on aarch64 the
  // caller's unused room is given up. The step from a compiled caller checks where it leads.
  position->unextended_sp = frame_word(fp, SENDER_SP);
  position->at = (struct registers){.pc = return_address(fp, 1), .sp = fp + 2 * WORD, .fp = frame_word(fp, 0)};
  return true;
}

// The saved frame pointer and the return address are the last two words of each frame.
static bool step_compiled(struct position* position, int32_t frame_words) {
  uintptr_t sp = position->unextended_sp + (uintptr_t)frame_words * WORD;
  if (frame_words < 2 || !on_stack(position, sp, 0)) {
    return false;
  }
  position->at = (struct registers){.pc = return_address(sp, -1), .sp = sp, .fp = frame_word(sp, -2)};
  position->unextended_sp = sp;
  return true;
}

// From the frame through which the VM called Java to the frame of Java that called the VM before. *first is set where there was
// none.
static bool step_entry(struct position* position, bool* first) {
  uintptr_t fp = position->at.fp;
  if (!on_stack(position, fp, 2) || fp - position->at.sp < (uintptr_t)-wrapper_offset * WORD) {
    return false;
  }
  uintptr_t wrapper = frame_word(fp, wrapper_offset);
  if (wrapper <= fp || !on_stack(position, wrapper, (uintptr_t)wrapper_size / WORD)) {
    return false;
  }
  uintptr_t sp = word_at(wrapper + (uintptr_t)anchor_sp_offset);
  *first = sp == 0;
  if (*first) {
    return true;
  }
  if (sp <= wrapper || !on_stack(position, sp, 0)) {
    return false;
  }
  uintptr_t pc = word_at(wrapper + (uintptr_t)anchor_pc_offset);
  position->at = (struct registers){
      .pc = pc != 0 ? pc : return_address(sp, -1), .sp = sp, .fp = word_at(wrapper + (uintptr_t)anchor_fp_offset)};
  position->unextended_sp = sp;
  return !code_is_interpreter(position->at.pc) ||
         (on_stack(position, position->at.fp, 2) && position->at.fp - sp >= (uintptr_t)-METHOD * WORD &&
          has_method(sp, position->at.fp));
}

static bool is_upcall(const struct code_blob* blob) {
  for (size_t i = 0; i < sizeof upcall_stubs / sizeof upcall_stubs[0]; i++) {
    size_t length = strlen(upcall_stubs[i]);
    if (readable((uintptr_t)blob->name) && readable((uintptr_t)blob->name + length) &&
        strncmp(blob->name, upcall_stubs[i], length) == 0) {
      return true;
    }
  }
  return false;
}

// The JVM knows where the stack of a virtual thread goes on whose older frames are still in the heap, but only while one is
// mounted: older releases read through a null pointer otherwise.
static bool in_continuation(const struct position* position) {
  uintptr_t entry = position->stack.continuation;
  return entry > position->at.sp && entry < position->stack.end;
}

enum step { STEPPED, STEPPED_FRAME, AT_END, LOST };

// Compiled frames are most of a stack, so that they are asked for early.
static enum step step(struct position* position, struct code_blob* blob) {
  uintptr_t pc = position->at.pc;
  *blob = (struct code_blob){.name = NULL};
  if (code_is_interpreter(pc)) {
    return step_interpreted(position) ? STEPPED_FRAME : LOST;
  }
  if (code_blob_at(pc, blob) && blob->frame_words > 0) {
    return step_compiled(position, blob->frame_words) ? STEPPED_FRAME : LOST;
  }
  if (code_is_call_stub(pc)) {
    bool first;
    return !step_entry(position, &first) ? LOST : first ? AT_END : STEPPED;
  }
  return stubs_is_return_barrier(pc) && in_continuation(position) ? AT_END : LOST;
}

enum chain chain_follow(struct registers from, struct chain_stack stack, uint32_t most) {
  struct position position = {.at = from, .unextended_sp = from.sp, .stack = stack};
  struct code_blob blob;
  if (from.sp % WORD != 0 || from.sp >= stack.end) {
    return CHAIN_BROKEN;
  }
  for (uint32_t frames = 0; frames < most;) {
    switch (step(&position, &blob)) {
      case STEPPED:
        break;
      case STEPPED_FRAME:
        frames++;
        break;
      case AT_END:
        return CHAIN_WHOLE;
      case LOST:
        return is_upcall(&blob) ? CHAIN_TO_UPCALL : CHAIN_BROKEN;
    }
  }
  return CHAIN_WHOLE;
}
