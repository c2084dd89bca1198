// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "cfi.h"

#include <stddef.h>

#include "registers.h"

#define MOST_REMEMBERED 8
enum instruction {
  CFI_ADVANCE = 0x40,  // these three have an operand in the low six bits
  CFI_OFFSET = 0x80,
  CFI_RESTORE = 0xC0,
  CFI_NOP = 0x00,
  CFI_SET_LOC = 0x01,
  CFI_ADVANCE_1 = 0x02,
  CFI_ADVANCE_2 = 0x03,
  CFI_ADVANCE_4 = 0x04,
  CFI_OFFSET_EXTENDED = 0x05,
  CFI_RESTORE_EXTENDED = 0x06,
  CFI_UNDEFINED = 0x07,
  CFI_SAME_VALUE = 0x08,
  CFI_IN_REGISTER = 0x09,
  CFI_REMEMBER = 0x0A,
  CFI_RESTORE_STATE = 0x0B,
  CFI_DEF_CFA = 0x0C,
  CFI_DEF_CFA_REGISTER = 0x0D,
  CFI_DEF_CFA_OFFSET = 0x0E,
  CFI_DEF_CFA_EXPRESSION = 0x0F,
  CFI_EXPRESSION = 0x10,
  CFI_OFFSET_EXTENDED_SIGNED = 0x11,
  CFI_DEF_CFA_SIGNED = 0x12,
  CFI_DEF_CFA_OFFSET_SIGNED = 0x13,
  CFI_VALUE_OFFSET = 0x14,
  CFI_VALUE_OFFSET_SIGNED = 0x15,
  CFI_VALUE_EXPRESSION = 0x16,
  CFI_NEGATE_SIGNED_RETURN = 0x2D,  // the signature is taken off wherever a return address is read
  CFI_ARGUMENTS_SIZE = 0x2E,
  CFI_OFFSET_NEGATIVE = 0x2F,
};

enum {
  OP_DEREF = 0x06,
  OP_AND = 0x1A,
  OP_PLUS = 0x22,
  OP_PLUS_CONSTANT = 0x23,
  OP_SHL = 0x24,
  OP_GE = 0x2A,
  OP_LITERAL = 0x30,
  OP_REGISTER = 0x70,
};

struct run {
  const struct cie* cie;
  struct unwind_rule rule;
  struct unwind_rule remembered[MOST_REMEMBERED];
  uint32_t remembered_count;
  uint64_t at;  // from the image's first address
  bool bad;
};

static void set_cfa(struct run* run, uint64_t number, int64_t offset) {
  run->bad |= number > UINT8_MAX || offset != (int32_t)offset;
  run->rule.cfa = CFA_REGISTER;
  run->rule.cfa_register = (uint8_t)number;
  run->rule.cfa_offset = (int32_t)offset;
  run->rule.cfa_more = 0;
}

static void set_cfa_offset(struct run* run, int64_t offset) {
  set_cfa(run, run->rule.cfa_register, offset);
}

static void save(struct run* run, uint64_t number, enum saved_rule how, int64_t offset) {
  run->bad |= offset != (int32_t)offset;
  if (number == DWARF_FP) {
    run->rule.fp = (uint8_t)how;
    run->rule.fp_offset = (int32_t)offset;
  } else if (number == run->cie->back) {
    run->rule.back = (uint8_t)how;
    run->rule.back_offset = (int32_t)offset;
  }
}

static void save_at(struct run* run, uint64_t number, int64_t units) {
  int64_t offset;
  run->bad |= __builtin_mul_overflow(units, run->cie->data_unit, &offset);
  save(run, number, SAVED_AT_CFA, run->bad ? 0 : offset);
}

static void restore(struct run* run, uint64_t number) {
  const struct unwind_rule* start = &run->cie->start;
  if (number == DWARF_FP) {
    save(run, number, start->fp, start->fp_offset);
  } else {
    save(run, number, start->back, start->back_offset);
  }
}

static bool takes(struct cursor* cursor, uint8_t operation) {
  return cursor_byte(cursor) == operation;
}

// (rip & 15) >= n ? 8 : 0: a stub of the PLT has pushed the number of its function by then.
static bool is_plt(struct cursor expression, int32_t* pushed_from) {
  if (!takes(&expression, OP_REGISTER + 16) || cursor_sleb(&expression) != 0 || !takes(&expression, OP_LITERAL + 15) ||
      !takes(&expression, OP_AND)) {
    return false;
  }
  *pushed_from = cursor_byte(&expression) - OP_LITERAL;
  return *pushed_from >= 0 && *pushed_from < 16 && takes(&expression, OP_GE) && takes(&expression, OP_LITERAL + 3) &&
         takes(&expression, OP_SHL) && takes(&expression, OP_PLUS) && cursor_left(&expression) == 0 && !expression.bad;
}

// Compilers and the C library use three kinds: a register and an offset, the same with the word that is there, and the PLT's.
static void cfa_expression(struct run* run, struct cursor expression) {
  struct unwind_rule* rule = &run->rule;
  uint8_t operation = cursor_byte(&expression);
  rule->cfa = CFA_UNKNOWN;
  if (operation < OP_REGISTER || operation >= OP_REGISTER + 32) {
    return;
  }
  int64_t offset = cursor_sleb(&expression);
  int32_t pushed_from;
  if (is_plt(expression, &pushed_from)) {
    set_cfa(run, operation - OP_REGISTER, offset);
    rule->cfa = CFA_PLT;
    rule->cfa_more = pushed_from;
    return;
  }
  bool loaded = cursor_left(&expression) > 0;
  uint64_t more = 0;
  if (loaded && !takes(&expression, OP_DEREF)) {
    return;
  }
  if (cursor_left(&expression) > 0) {
    if (!takes(&expression, OP_PLUS_CONSTANT)) {
      return;
    }
    more = cursor_uleb(&expression);
  }
  if (cursor_left(&expression) == 0 && !expression.bad && more <= INT32_MAX) {
    set_cfa(run, operation - OP_REGISTER, offset);
    rule->cfa = loaded ? CFA_LOADED : CFA_REGISTER;
    rule->cfa_more = (int32_t)more;
  }
}

// A function that aligns its stack keeps the caller's frame pointer where its own one points.
static void saved_expression(struct run* run, uint64_t number, struct cursor expression) {
  bool by_fp = takes(&expression, OP_REGISTER + DWARF_FP);
  int64_t offset = cursor_sleb(&expression);
  bool simple = by_fp && cursor_left(&expression) == 0 && !expression.bad;
  save(run, number, simple ? SAVED_AT_FP : SAVED_UNKNOWN, simple ? offset : 0);
}

static void advance(struct run* run, uint64_t units) {
  uint64_t distance;
  run->bad |= __builtin_mul_overflow(units, run->cie->code_unit, &distance) ||
              __builtin_add_overflow(run->at, distance, &run->at);
}

static void remember(struct run* run) {
  if (run->remembered_count == MOST_REMEMBERED) {
    run->bad = true;
  } else {
    run->remembered[run->remembered_count++] = run->rule;
  }
}

static void restore_state(struct run* run) {
  if (run->remembered_count == 0) {
    run->bad = true;
  } else {
    run->rule = run->remembered[--run->remembered_count];
  }
}

// One instruction that changes the rule. C evaluates arguments in any order, so the operands are read one by one.
static void change(struct run* run, struct cursor* program, uint8_t instruction) {
  uint64_t number;
  switch (instruction) {
    case CFI_NOP:
    case CFI_NEGATE_SIGNED_RETURN: break;
    case CFI_REMEMBER: remember(run); break;
    case CFI_RESTORE_STATE: restore_state(run); break;
    case CFI_ARGUMENTS_SIZE: cursor_uleb(program); break;
    case CFI_OFFSET_EXTENDED:
      number = cursor_uleb(program);
      save_at(run, number, (int64_t)cursor_uleb(program));
      break;
    case CFI_OFFSET_EXTENDED_SIGNED:
      number = cursor_uleb(program);
      save_at(run, number, cursor_sleb(program));
      break;
    case CFI_OFFSET_NEGATIVE:
      number = cursor_uleb(program);
      save_at(run, number, (int64_t)(0 - cursor_uleb(program)));
      break;
    case CFI_RESTORE_EXTENDED: restore(run, cursor_uleb(program)); break;
    case CFI_UNDEFINED: save(run, cursor_uleb(program), SAVED_NOWHERE, 0); break;
    case CFI_SAME_VALUE: save(run, cursor_uleb(program), SAVED_NOT, 0); break;
    case CFI_IN_REGISTER:
      number = cursor_uleb(program);
      save(run, number, SAVED_IN_REGISTER, (int64_t)cursor_uleb(program));
      break;
    case CFI_DEF_CFA:
      number = cursor_uleb(program);
      set_cfa(run, number, (int64_t)cursor_uleb(program));
      break;
    case CFI_DEF_CFA_SIGNED: {
      number = cursor_uleb(program);
      int64_t offset;
      run->bad |= __builtin_mul_overflow(cursor_sleb(program), run->cie->data_unit, &offset);
      set_cfa(run, number, offset);
      break;
    }
    case CFI_DEF_CFA_REGISTER: set_cfa(run, cursor_uleb(program), run->rule.cfa_offset); break;
    case CFI_DEF_CFA_OFFSET: set_cfa_offset(run, (int64_t)cursor_uleb(program)); break;
    case CFI_DEF_CFA_OFFSET_SIGNED: {
      int64_t offset;
      run->bad |= __builtin_mul_overflow(cursor_sleb(program), run->cie->data_unit, &offset);
      set_cfa_offset(run, offset);
      break;
    }
    case CFI_DEF_CFA_EXPRESSION: cfa_expression(run, cursor_block(program)); break;
    case CFI_EXPRESSION:
      number = cursor_uleb(program);
      saved_expression(run, number, cursor_block(program));
      break;
    case CFI_VALUE_OFFSET:
    case CFI_VALUE_OFFSET_SIGNED:
      number = cursor_uleb(program);
      cursor_uleb(program);
      save(run, number, SAVED_UNKNOWN, 0);
      break;
    case CFI_VALUE_EXPRESSION:
      number = cursor_uleb(program);
      cursor_block(program);
      save(run, number, SAVED_UNKNOWN, 0);
      break;
    default: run->bad = true; break;
  }
}

// The distance to the place from which on the next instructions hold. False for an instruction that changes the rule.
static bool moves(struct cursor* program, uint8_t instruction, uint64_t* units) {
  if ((instruction & 0xC0) == CFI_ADVANCE) {
    *units = instruction & 0x3F;
    return true;
  }
  switch (instruction) {
    case CFI_ADVANCE_1: *units = cursor_number(program, 1); return true;
    case CFI_ADVANCE_2: *units = cursor_number(program, 2); return true;
    case CFI_ADVANCE_4: *units = cursor_number(program, 4); return true;
    default: return false;
  }
}

static void step(struct run* run, struct cursor* program, uint8_t instruction) {
  uint64_t low = instruction & 0x3F;
  switch (instruction & 0xC0) {
    case CFI_OFFSET: save_at(run, low, (int64_t)cursor_uleb(program)); break;
    case CFI_RESTORE: restore(run, low); break;
    default: change(run, program, instruction); break;
  }
  run->bad |= program->bad;
}

void cfi_start(struct cie* cie, struct cursor program) {
  struct run run = {.cie = cie};
  while (cursor_left(&program) > 0 && !run.bad) {
    uint8_t instruction = cursor_byte(&program);
    uint64_t units;
    run.bad = moves(&program, instruction, &units);
    if (!run.bad) {
      step(&run, &program, instruction);
    }
  }
  cie->start = run.rule;
  cie->good = !run.bad;
}

void cfi_rows(const struct fde* fde, const struct cie* cie, uint32_t end,
              void (*row)(void* sink, uint32_t start, const struct unwind_rule* rule), void* sink) {
  static const struct unwind_rule unknown = {.cfa = CFA_UNKNOWN};
  static const struct unwind_rule signal = {.cfa = CFA_SIGNAL};
  if (cie->signal) {
    row(sink, fde->begin, &signal);
    return;
  }
  struct run run = {.cie = cie, .rule = cie->start, .at = fde->begin};
  struct cursor program = fde->program;
  uint64_t start = run.at;
  while (cursor_left(&program) > 0 && !run.bad) {
    uint8_t instruction = cursor_byte(&program);
    uint64_t units;
    if (!moves(&program, instruction, &units)) {
      step(&run, &program, instruction);
      continue;
    }
    advance(&run, units);
    if (run.at >= end) {
      break;
    }
    if (!run.bad && !program.bad && run.at != start) {
      row(sink, (uint32_t)start, &run.rule);
      start = run.at;
    }
  }
  row(sink, (uint32_t)start, run.bad || program.bad ? &unknown : &run.rule);
}
