// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// What a walk starts from: where a thread is and where its frame lies.
#ifndef JMHPPROF_REGISTERS_H
#define JMHPPROF_REGISTERS_H

#include <stdint.h>
#include <ucontext.h>

struct registers {
  uintptr_t pc;
  uintptr_t sp;
  uintptr_t fp;
};

#if defined(__x86_64__)
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
#elif defined(__aarch64__)
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
  return (uintptr_t)context->uc_mcontext.regs[30];
}
#else
#error "no register layout for this processor"
#endif

#endif
