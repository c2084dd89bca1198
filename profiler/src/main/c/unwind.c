// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "unwind.h"

#include <pthread.h>
#include <stddef.h>

#include "code.h"
#include "images.h"

#define WORD sizeof(uintptr_t)

// The frame pointer is a guess where no table says that it is one.
#define LONGEST_FRAME 65536
#define LARGEST_STACK (UINT64_C(1) << 30)

struct walk {
  const ucontext_t* context;
  const struct images* images;
  struct unwind_cache* cache;
  uintptr_t low;  // of what may be read
  uintptr_t end;
  struct registers at;
  bool leaf;
  bool interrupted;  // `at.pc` is an instruction; else it is a return address
};

static bool can_read(const struct walk* walk, uintptr_t address) {
  return address % WORD == 0 && address >= walk->low && address < walk->end && walk->end - address >= WORD;
}

static bool read_word(const struct walk* walk, uintptr_t address, uintptr_t* word) {
  if (!can_read(walk, address)) {
    return false;
  }
  *word = *(const uintptr_t*)address;
  return true;
}

// NULL where no image is.
static const struct unwind_rule* find_rule(const struct walk* walk, uintptr_t pc) {
  uint32_t place = (uint32_t)((pc ^ pc >> 9) % UNWIND_CACHED);
  if (walk->cache->at[place].pc == pc) {
    return walk->cache->at[place].rule;
  }
  const struct image* image = images_find(walk->images, pc);
  if (image == NULL) {
    return NULL;
  }
  const struct unwind_rule* rule = ehframe_rule(&image->table, (uint32_t)(pc - image->low));
  walk->cache->at[place].pc = pc;
  walk->cache->at[place].rule = rule;
  return rule;
}

static bool leads_to_code(const struct walk* walk, uintptr_t back) {
  return code_contains(back) || find_rule(walk, back - 1) != NULL;
}

// The value of a register in the frame that is being left. Only in the interrupted one all of them are known.
static bool read_register(const struct walk* walk, uint32_t number, uintptr_t* value) {
  if (number == DWARF_SP) {
    *value = walk->at.sp;
  } else if (number == DWARF_FP) {
    *value = walk->at.fp;
  } else {
    return walk->leaf && registers_by_number(walk->context, number, value);
  }
  return true;
}

static bool find_cfa(const struct walk* walk, const struct unwind_rule* rule, uintptr_t* cfa) {
  uintptr_t base;
  if (!read_register(walk, rule->cfa_register, &base)) {
    return false;
  }
  *cfa = base + (uintptr_t)(intptr_t)rule->cfa_offset;
  if (rule->cfa == CFA_PLT && (walk->at.pc & 15) >= (uintptr_t)rule->cfa_more) {
    *cfa += WORD;
  } else if (rule->cfa == CFA_LOADED) {
    uintptr_t address = *cfa;
    if (!read_word(walk, address, cfa)) {
      return false;
    }
    *cfa += (uintptr_t)(intptr_t)rule->cfa_more;
  }
  return true;
}

static bool read_saved(const struct walk* walk, enum saved_rule how, int32_t offset, uintptr_t cfa, uintptr_t* value) {
  switch (how) {
    case SAVED_AT_CFA: return read_word(walk, cfa + (uintptr_t)(intptr_t)offset, value);
    case SAVED_AT_FP: return read_word(walk, walk->at.fp + (uintptr_t)(intptr_t)offset, value);
    case SAVED_IN_REGISTER: return read_register(walk, (uint32_t)offset, value);
    default: return false;
  }
}

static bool read_back(const struct walk* walk, const struct unwind_rule* rule, uintptr_t cfa, uintptr_t* back) {
  // Where it was not saved it still is in its register, on processors where that is one.
  bool found = rule->back == SAVED_NOT ? read_register(walk, DWARF_RETURN, back)
                                       : read_saved(walk, rule->back, rule->back_offset, cfa, back);
  *back = found ? registers_unsigned_return(*back) : 0;
  return found;
}

// Whether a frame may end there: above its stack pointer, unless nothing was pushed yet.
static bool is_above(const struct walk* walk, uintptr_t cfa) {
  return (cfa > walk->at.sp || (cfa == walk->at.sp && walk->leaf)) && cfa <= walk->end && cfa % WORD == 0;
}

static bool leave_by_rule(struct walk* walk, const struct unwind_rule* rule) {
  uintptr_t cfa;
  uintptr_t back;
  if (!find_cfa(walk, rule, &cfa) || !is_above(walk, cfa) || !read_back(walk, rule, cfa, &back)) {
    return false;
  }
  uintptr_t fp = walk->at.fp;
  if (rule->fp != SAVED_NOT && !read_saved(walk, rule->fp, rule->fp_offset, cfa, &fp)) {
    // A frame that needs it is lost then.
    fp = 0;
  }
  walk->at = (struct registers){back, cfa, fp};
  walk->interrupted = false;
  return true;
}

// The kernel's frame between a handler and what it interrupted.
static bool leave_signal(struct walk* walk) {
  uintptr_t address = walk->at.sp + REGISTERS_SIGNAL_CONTEXT;
  if (!can_read(walk, address) || walk->end - address < sizeof(ucontext_t)) {
    return false;
  }
  struct registers at = registers_of((const ucontext_t*)address);
  if (at.sp <= walk->at.sp || at.sp > walk->end) {
    // A handler on a stack of its own.
    return false;
  }
  walk->at = at;
  walk->interrupted = true;
  return true;
}

// Hand-written code without a program mostly has no frame either.
static bool leave_bare(struct walk* walk) {
  uintptr_t back;
  bool in_register = walk->leaf && read_register(walk, DWARF_RETURN, &back);
  if (!walk->leaf || (!in_register && !read_word(walk, walk->at.sp, &back))) {
    return false;
  }
  back = registers_unsigned_return(back);
  const struct unwind_rule* rule = code_contains(back) ? NULL : find_rule(walk, back - 1);
  if (!code_contains(back) && (rule == NULL || rule->cfa == CFA_UNKNOWN)) {
    return false;
  }
  walk->at.pc = back;
  walk->at.sp += in_register ? 0 : WORD;
  return true;
}

static bool leave_by_frame_pointer(struct walk* walk) {
  uintptr_t fp = walk->at.fp;
  uintptr_t next;
  uintptr_t back;
  if (fp < walk->at.sp || fp - walk->at.sp >= LONGEST_FRAME || !read_word(walk, fp, &next) ||
      !read_word(walk, fp + WORD, &back)) {
    return false;
  }
  back = registers_unsigned_return(back);
  if (!leads_to_code(walk, back)) {
    return false;
  }
  walk->at = (struct registers){back, fp + 2 * WORD, next};
  return true;
}

static bool leave_unknown(struct walk* walk) {
  bool left = leave_bare(walk) || leave_by_frame_pointer(walk);
  walk->interrupted = false;
  return left;
}

static bool leave(struct walk* walk, const struct unwind_rule* rule) {
  if (rule == NULL || rule->cfa == CFA_UNKNOWN) {
    return leave_unknown(walk);
  }
  return rule->cfa == CFA_SIGNAL ? leave_signal(walk) : leave_by_rule(walk, rule);
}

static bool is_outermost(const struct unwind_rule* rule) {
  return rule != NULL && rule->cfa != CFA_UNKNOWN && rule->back == SAVED_NOWHERE;
}

static enum unwind_end walk_frames(struct walk* walk, struct unwound* unwound) {
  const struct unwind_rule* rule = find_rule(walk, walk->at.pc);
  unwound->pcs[unwound->count++] = walk->at.pc;
  while (true) {
    if (is_outermost(rule)) {
      return UNWIND_ENTRY;
    }
    if (!leave(walk, rule)) {
      return UNWIND_LOST;
    }
    walk->leaf = false;
    if (code_contains(walk->at.pc)) {
      return UNWIND_CODE;
    }
    if (walk->at.pc == 0) {
      return UNWIND_ENTRY;
    }
    uintptr_t pc = walk->interrupted ? walk->at.pc : walk->at.pc - 1;
    rule = find_rule(walk, pc);
    if (rule == NULL) {
      return UNWIND_LOST;
    }
    if (unwound->count == UNWIND_MOST) {
      return UNWIND_CUT;
    }
    // A handler returns to the start of the code that ends it. There is no call before that address.
    unwound->pcs[unwound->count++] = rule->cfa == CFA_SIGNAL ? walk->at.pc : pc;
  }
}

// The rules of another list may be gone.
static void renew(struct unwind_cache* cache, const struct images* images) {
  if (cache->list != images->number) {
    for (uint32_t i = 0; i < UNWIND_CACHED; i++) {
      // No image has the address 0.
      cache->at[i].pc = 0;
      cache->at[i].rule = NULL;
    }
    cache->list = images->number;
  }
}

void unwind(const ucontext_t* context, uintptr_t stack_end, struct unwind_cache* cache, struct unwound* unwound) {
  struct registers at = registers_of(context);
  struct walk walk = {
      .context = context,
      .images = images_now(),
      .cache = cache,
      .low = at.sp - REGISTERS_RED_ZONE,
      .end = stack_end,
      .at = at,
      .leaf = true,
      .interrupted = true,
  };
  renew(cache, walk.images);
  unwound->count = 0;
  unwound->end = walk_frames(&walk, unwound);
  unwound->code = walk.at;
  unwound->interrupted = walk.interrupted;
}

uintptr_t unwind_own_stack_end(uintptr_t sp) {
  uintptr_t thread = (uintptr_t)pthread_self();
  return sp < thread && thread - sp < LARGEST_STACK ? thread : 0;
}
