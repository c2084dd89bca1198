// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The format: DWARF 5, section 6.4, and the Linux Standard Base's chapter on .eh_frame.
#include "ehframe.h"

#include <stdlib.h>
#include <string.h>

#include "cfi.h"
#include "cursor.h"
#include "entries.h"

// Compilers align functions. No code runs in the padding between them.
#define LONGEST_PADDING 63
#define MOST_RULES 8192u
#define HASHES (2 * MOST_RULES)

static const struct unwind_rule unknown = {.cfa = CFA_UNKNOWN};

struct function {
  uint32_t begin;  // from the image's first address
  uint32_t end;
  uint32_t entry;  // from the section's first byte
};

struct building {
  const struct ehframe_section* section;
  struct ehframe* table;
  struct function* functions;
  uint32_t functions_room;
  uint32_t rows_room;
  uint16_t* hashes;  // of the rules: their numbers + 1
  struct cie cie;
  bool no_memory;
};

static bool grow(void** memory, uint32_t* room, size_t size) {
  uint32_t more = *room == 0 ? 1024 : *room * 2;
  void* grown = realloc(*memory, more * size);
  if (grown == NULL) {
    return false;
  }
  *memory = grown;
  *room = more;
  return true;
}

static uint32_t hash_of(const struct unwind_rule* rule) {
  uint32_t words[sizeof *rule / sizeof(uint32_t)];
  memcpy(words, rule, sizeof words);
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    hash = (hash ^ words[i]) * 0x9E3779B1u;
    hash ^= hash >> 15;
  }
  return hash;
}

// Each rule is kept once. When there is no room for another one, its rows have no rule.
static uint16_t number_of(struct building* b, const struct unwind_rule* rule) {
  struct ehframe* table = b->table;
  for (uint32_t at = hash_of(rule) % HASHES;; at = (at + 1) % HASHES) {
    if (b->hashes[at] == 0) {
      if (table->rule_count == MOST_RULES) {
        return 0;
      }
      table->rules[table->rule_count] = *rule;
      b->hashes[at] = (uint16_t)++table->rule_count;
      return (uint16_t)(table->rule_count - 1);
    }
    if (memcmp(&table->rules[b->hashes[at] - 1], rule, sizeof *rule) == 0) {
      return (uint16_t)(b->hashes[at] - 1);
    }
  }
}

static void add_row(struct building* b, uint32_t start, const struct unwind_rule* rule) {
  struct ehframe* table = b->table;
  uint16_t number = number_of(b, rule);
  if (table->rows > 0 && table->starts[table->rows - 1] == start) {
    table->rows--;
  }
  if (table->rows > 0 && table->numbers[table->rows - 1] == number) {
    return;
  }
  if (table->rows == b->rows_room) {
    uint32_t room = b->rows_room;
    if (!grow((void**)&table->starts, &room, sizeof *table->starts) ||
        !grow((void**)&table->numbers, &b->rows_room, sizeof *table->numbers)) {
      b->no_memory = true;
      return;
    }
  }
  table->starts[table->rows] = start;
  table->numbers[table->rows++] = number;
}

static void on_row(void* sink, uint32_t start, const struct unwind_rule* rule) {
  add_row(sink, start, rule);
}

// The frame description entry at an offset: what function, and how its frame changes. False for anything else.
static bool read_function(struct building* b, uint32_t entry, struct fde* fde) {
  const struct ehframe_section* section = b->section;
  struct cursor cursor = cursor_of(section->bytes, section->size, entry);
  struct cursor content = entry_content(&cursor);
  return entry_function(fde, &content, section, &b->cie);
}

static bool note_function(struct building* b, uint32_t entry) {
  struct fde fde;
  if (!read_function(b, entry, &fde)) {
    return true;
  }
  uint32_t count = b->table->functions;
  if (count == b->functions_room && !grow((void**)&b->functions, &b->functions_room, sizeof *b->functions)) {
    return false;
  }
  b->functions[count] = (struct function){fde.begin, fde.end, entry};
  b->table->functions++;
  return true;
}

static bool note_functions(struct building* b) {
  const struct ehframe_section* section = b->section;
  struct cursor cursor = cursor_of(section->bytes, section->size, 0);
  while (cursor_left(&cursor) >= 4) {
    uint32_t entry = (uint32_t)(cursor.at - section->bytes);
    struct cursor content = entry_content(&cursor);
    if (cursor.bad || cursor_left(&content) == 0) {
      // The last entry is an empty one.
      return true;
    }
    if (!note_function(b, entry)) {
      return false;
    }
  }
  return true;
}

static int by_begin(const void* left, const void* right) {
  const struct function* a = left;
  const struct function* b = right;
  return a->begin != b->begin ? (a->begin < b->begin ? -1 : 1) : (a->entry > b->entry) - (a->entry < b->entry);
}

static void sort_functions(struct building* b) {
  for (uint32_t i = 1; i < b->table->functions; i++) {
    if (by_begin(&b->functions[i - 1], &b->functions[i]) > 0) {
      qsort(b->functions, b->table->functions, sizeof *b->functions, by_begin);
      return;
    }
  }
}

// Where functions overlap, the next one begins where it says.
static void add_function(struct building* b, uint32_t i) {
  const struct function* function = &b->functions[i];
  const struct function* next = i + 1 < b->table->functions ? function + 1 : NULL;
  uint32_t end = next != NULL && next->begin < function->end ? next->begin : function->end;
  struct fde fde;
  if (function->begin < end && read_function(b, function->entry, &fde)) {
    cfi_rows(&fde, &b->cie, end, on_row, b);
    if (next == NULL || next->begin - end > LONGEST_PADDING) {
      add_row(b, end, &unknown);
    }
  }
}

static bool build(struct building* b) {
  struct ehframe* table = b->table;
  table->rules = malloc(MOST_RULES * sizeof *table->rules);
  b->hashes = calloc(HASHES, sizeof *b->hashes);
  if (table->rules == NULL || b->hashes == NULL || !note_functions(b)) {
    return false;
  }
  sort_functions(b);
  number_of(b, &unknown);
  for (uint32_t i = 0; i < table->functions && !b->no_memory; i++) {
    add_function(b, i);
  }
  return !b->no_memory;
}

// Gives back the room that was not needed.
static void trim(struct ehframe* table) {
  void* starts = table->rows == 0 ? NULL : realloc(table->starts, table->rows * sizeof *table->starts);
  void* numbers = table->rows == 0 ? NULL : realloc(table->numbers, table->rows * sizeof *table->numbers);
  void* rules = realloc(table->rules, table->rule_count * sizeof *table->rules);
  table->starts = starts == NULL ? table->starts : starts;
  table->numbers = numbers == NULL ? table->numbers : numbers;
  table->rules = rules == NULL ? table->rules : rules;
}

bool ehframe_build(struct ehframe* table, const struct ehframe_section* section) {
  memset(table, 0, sizeof *table);
  struct building b = {.section = section, .table = table};
  bool done = section->size <= UINT32_MAX && section->image_high - section->image_low <= UINT32_MAX && build(&b);
  free(b.functions);
  free(b.hashes);
  if (!done) {
    ehframe_free(table);
    return false;
  }
  trim(table);
  return true;
}

void ehframe_free(struct ehframe* table) {
  free(table->starts);
  free(table->numbers);
  free(table->rules);
  memset(table, 0, sizeof *table);
}

size_t ehframe_bytes(const struct ehframe* table) {
  return table->rows * (sizeof *table->starts + sizeof *table->numbers) + table->rule_count * sizeof *table->rules;
}

const struct unwind_rule* ehframe_rule(const struct ehframe* table, uint32_t offset) {
  if (table->rows == 0 || offset < table->starts[0]) {
    return &unknown;
  }
  uint32_t low = 0;
  uint32_t high = table->rows;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (table->starts[middle] <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return &table->rules[table->numbers[low]];
}
