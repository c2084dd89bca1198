// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "functions.h"

#include <elf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MOST_UNDERSCORES 0xFFFFu

struct function {
  uint64_t start;
  uint64_t size;
  uint32_t fame;
  int32_t at;
};

static bool is_function(const struct symbol_table* table, const Elf64_Sym* symbol) {
  unsigned type = ELF64_ST_TYPE(symbol->st_info);
  return (type == STT_FUNC || type == STT_GNU_IFUNC) && symbol->st_shndx != SHN_UNDEF && symbol->st_value != 0 &&
         symbol->st_name != 0 && symbol->st_name < table->names_size;
}

// More for a name that is not local to its file, and for one with fewer underscores before it.
static uint32_t fame_of(const struct symbol_table* table, const Elf64_Sym* symbol) {
  uint32_t underscores = 0;
  for (size_t i = symbol->st_name; i < table->names_size && table->names[i] == '_' && underscores < MOST_UNDERSCORES; i++) {
    underscores++;
  }
  bool local = ELF64_ST_BIND(symbol->st_info) == STB_LOCAL;
  return (local ? 0 : MOST_UNDERSCORES + 1) + MOST_UNDERSCORES - underscores;
}

static int compare(const void* left, const void* right) {
  const struct function* a = left;
  const struct function* b = right;
  if (a->start != b->start) {
    return a->start < b->start ? -1 : 1;
  }
  if (a->size != b->size) {
    return a->size < b->size ? -1 : 1;
  }
  return a->fame != b->fame ? (a->fame < b->fame ? -1 : 1) : (a->at > b->at) - (a->at < b->at);
}

int32_t* functions_sorted(const struct symbol_table* table, size_t* count) {
  size_t symbols = table->size / sizeof(Elf64_Sym);
  struct function* functions = malloc((symbols + 1) * sizeof *functions);
  int32_t* sorted = malloc((symbols + 1) * sizeof *sorted);
  if (functions == NULL || sorted == NULL) {
    free(functions);
    free(sorted);
    return NULL;
  }
  size_t found = 0;
  for (size_t i = 0; i < symbols; i++) {
    Elf64_Sym symbol;
    memcpy(&symbol, table->symbols + i * sizeof symbol, sizeof symbol);
    if (is_function(table, &symbol)) {
      functions[found++] = (struct function){
          .start = symbol.st_value,
          .size = symbol.st_size,
          .fame = fame_of(table, &symbol),
          .at = (int32_t)(i * sizeof symbol),
      };
    }
  }
  qsort(functions, found, sizeof *functions, compare);
  for (size_t i = 0; i < found; i++) {
    sorted[i] = functions[i].at;
  }
  free(functions);
  *count = found;
  return sorted;
}
