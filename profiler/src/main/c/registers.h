// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What a walk starts from: where a thread is and where its frame lies. And what DWARF's tables need to know of a processor.
#ifndef JMHPPROF_REGISTERS_H
#define JMHPPROF_REGISTERS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

struct registers {
  uintptr_t pc;
  uintptr_t sp;
  uintptr_t fp;
};

// A return address without its signature, which lies in bits that no address of a program has. Tests on another processor are
// compiled with AS_AARCH64.
static inline uintptr_t registers_unsigned_return(uintptr_t pc) {
#if defined(__aarch64__) || defined(AS_AARCH64)
  return pc & ((UINT64_C(1) << 48) - 1);
#else
  return pc;
#endif
}

#if defined(__x86_64__)
// Numbers in DWARF's tables. The return address is a column of its own.
#define DWARF_FP 6
#define DWARF_SP 7
#define DWARF_RETURN 16

// Below the stack pointer, a function may keep what it likes.
#define REGISTERS_RED_ZONE 128

// Where a signal frame keeps what was interrupted, from the stack pointer in the code that returns from a handler.
#define REGISTERS_SIGNAL_CONTEXT 0

static inline struct registers registers_of(const ucontext_t* context) {
  const greg_t* r = context->uc_mcontext.gregs;
  return (struct registers){(uintptr_t)r[REG_RIP], (uintptr_t)r[REG_RSP], (uintptr_t)r[REG_RBP]};
}

static inline void registers_set(ucontext_t* context, struct registers to) {
  greg_t* r = context->uc_mcontext.gregs;
  r[REG_RIP] = (greg_t)to.pc;
  r[REG_RSP] = (greg_t)to.sp;
  r[REG_RBP] = (greg_t)to.fp;
}

// This processor has no link register.
static inline uintptr_t registers_link(const ucontext_t* context) {
  (void)context;
  return 0;
}

// A register by its DWARF number. False for one that is no general register.
static inline bool registers_by_number(const ucontext_t* context, uint32_t number, uintptr_t* value) {
  static const uint8_t order[] = {REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI, REG_RBP, REG_RSP,
                                  REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
  if (number >= sizeof order) {
    return false;
  }
  *value = (uintptr_t)context->uc_mcontext.gregs[order[number]];
  return true;
}
#elif defined(__aarch64__)
#define DWARF_FP 29
#define DWARF_SP 31
#define DWARF_RETURN 30
#define REGISTERS_RED_ZONE 0
#define REGISTERS_SIGNAL_CONTEXT sizeof(siginfo_t)

static inline struct registers registers_of(const ucontext_t* context) {
  const mcontext_t* m = &context->uc_mcontext;
  return (struct registers){(uintptr_t)m->pc, (uintptr_t)m->sp, (uintptr_t)m->regs[29]};
}

static inline void registers_set(ucontext_t* context, struct registers to) {
  mcontext_t* m = &context->uc_mcontext;
  m->pc = to.pc;
  m->sp = to.sp;
  m->regs[29] = to.fp;
}

static inline uintptr_t registers_link(const ucontext_t* context) {
  return registers_unsigned_return((uintptr_t)context->uc_mcontext.regs[30]);
}

static inline bool registers_by_number(const ucontext_t* context, uint32_t number, uintptr_t* value) {
  if (number > DWARF_SP) {
    return false;
  }
  *value = (uintptr_t)(number == DWARF_SP ? context->uc_mcontext.sp : context->uc_mcontext.regs[number]);
  return true;
}
#else
#error "no register layout for this processor"
#endif

#endif
