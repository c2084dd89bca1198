// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// The tables made from .eh_frame, without a JVM, under AddressSanitizer.
//
//   ehframe_test rules FILE...   the rules for each address are those that readelf prints
//   ehframe_test fuzz FILE...    damaged sections are read within their bounds; the same damage in each run
//   ehframe_test corpus DIR...   the libraries below are understood; prints what all of them take
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "elf_section.h"
#include "registers.h"

static int failed;

#define CHECK(condition, ...)  \
  do {                         \
    if (!(condition)) {        \
      if (failed++ < 20) {     \
        printf(__VA_ARGS__);   \
        printf("\n");          \
      }                        \
    }                          \
  } while (0)

// As readelf prints them.
#if defined(__aarch64__)
#define FP_NAME "x29"
static const char* const names[] = {
    "x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",  "x7",  "x8",  "x9",  "x10", "x11", "x12", "x13", "x14", "x15",
    "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "x30", "sp"};
#else
#define FP_NAME "rbp"
static const char* const names[] = {"rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp",
                                    "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
#endif

static void print_cfa(const struct unwind_rule* rule, char* text, size_t size) {
  if (rule->cfa == CFA_REGISTER && rule->cfa_register < sizeof names / sizeof names[0]) {
    snprintf(text, size, "%s%+d", names[rule->cfa_register], rule->cfa_offset);
  } else {
    snprintf(text, size, "exp");
  }
}

static void print_saved(enum saved_rule how, int32_t offset, char* text, size_t size) {
  switch (how) {
    case SAVED_NOT:
    case SAVED_NOWHERE: snprintf(text, size, "u"); break;
    case SAVED_AT_CFA: snprintf(text, size, "c%+d", offset); break;
    case SAVED_IN_REGISTER: snprintf(text, size, "r%d", offset); break;
    default: snprintf(text, size, "exp"); break;
  }
}

struct columns {
  int fp;
  int back;
};

static struct columns read_columns(char* line) {
  struct columns columns = {-1, -1};
  int at = 0;
  for (char* word = strtok(line, " \n"); word != NULL; word = strtok(NULL, " \n"), at++) {
    columns.fp = strcmp(word, FP_NAME) == 0 ? at : columns.fp;
    columns.back = strcmp(word, "ra") == 0 ? at : columns.back;
  }
  return columns;
}

// A register that no function of an entry saves has no column. The other letter says that it is as it was, too.
static const char* saved_in(char* const* words, int count, int column) {
  return column < 0 || column >= count || strcmp(words[column], "s") == 0 ? "u" : words[column];
}

static void compare_row(const char* file, const struct ehframe* table, const struct ehframe_section* section, char* line,
                        struct columns columns) {
  char* words[32] = {0};
  int count = 0;
  for (char* word = strtok(line, " \n"); word != NULL && count < 32; word = strtok(NULL, " \n")) {
    // Registers go by number and name: r9 (r9).
    words[count] = word;
    count += word[0] != '(';
  }
  uintptr_t pc = strtoul(words[0], NULL, 16);
  const struct unwind_rule* rule = ehframe_rule(table, (uint32_t)(pc - section->image_low));
  if (rule->cfa == CFA_SIGNAL || count < 2) {
    return;
  }
  char cfa[32];
  char fp[32];
  char back[32];
  print_cfa(rule, cfa, sizeof cfa);
  print_saved(rule->fp, rule->fp_offset, fp, sizeof fp);
  print_saved(rule->back, rule->back_offset, back, sizeof back);
  CHECK(strcmp(words[1], cfa) == 0, "%s %lx: CFA %s, not %s", file, pc, cfa, words[1]);
  const char* expected = saved_in(words, count, columns.fp);
  CHECK(rule->cfa == CFA_UNKNOWN || strcmp(expected, fp) == 0, "%s %lx: frame pointer %s, not %s", file, pc, fp, expected);
  expected = saved_in(words, count, columns.back);
  CHECK(rule->cfa == CFA_UNKNOWN || strcmp(expected, back) == 0, "%s %lx: return address %s, not %s", file, pc, back,
        expected);
}

static void compare_rules(const char* file) {
  struct ehframe_section section;
  struct ehframe table;
  char command[4096];
  snprintf(command, sizeof command, "readelf --debug-dump=frames-interp --wide '%s' 2>/dev/null", file);
  FILE* rows = popen(command, "r");
  bool built = elf_section(file, &section) && ehframe_build(&table, &section);
  CHECK(built && rows != NULL, "%s: no table", file);
  if (!built || rows == NULL) {
    return;
  }
  char line[1024];
  long compared = 0;
  bool of_function = false;
  struct columns columns = {-1, -1};
  while (fgets(line, sizeof line, rows) != NULL) {
    if (strstr(line, " CIE ") != NULL || strstr(line, " FDE ") != NULL) {
      of_function = strstr(line, " FDE ") != NULL;
    } else if (strncmp(line, "   LOC", 6) == 0) {
      columns = read_columns(line);
    } else if (of_function && strspn(line, "0123456789abcdef") == 16 && line[16] == ' ') {
      compare_row(file, &table, &section, line, columns);
      compared++;
    }
  }
  pclose(rows);
  CHECK(compared > table.functions, "%s: readelf printed %ld rows for %u functions", file, compared, table.functions);
  ehframe_free(&table);
  free((void*)section.bytes);
}

// xorshift64*: the same numbers everywhere.
static uint64_t next(uint64_t* state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * UINT64_C(2685821657736338717);
}

#define LARGEST_FUZZED 65536u
#define FUZZ_NANOS UINT64_C(1500000000)
#define FEWEST_SEEDS 100
#define MOST_SEEDS 4000

static uint64_t cpu_nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void damage(uint8_t* bytes, size_t size, uint64_t* random) {
  for (uint64_t left = 1 + next(random) % 32; left > 0; left--) {
    uint64_t at = next(random) % size;
    switch (next(random) % 4) {
      case 0: bytes[at] ^= (uint8_t)(1u << next(random) % 8); break;
      case 1: bytes[at] = (uint8_t)next(random); break;
      case 2: bytes[at] = next(random) % 2 == 0 ? 0xFF : 0x00; break;
      default: bytes[at] = bytes[next(random) % size]; break;
    }
  }
}

static void check_table(const char* file, uint64_t seed, const struct ehframe* table, size_t size) {
  CHECK(table->rows <= size && table->functions <= size, "%s, seed %" PRIu64 ": %u rows", file, seed, table->rows);
  for (uint32_t i = 0; i < table->rows; i++) {
    CHECK(i == 0 || table->starts[i - 1] < table->starts[i], "%s, seed %" PRIu64 ": row %u", file, seed, i);
    CHECK(table->numbers[i] < table->rule_count, "%s, seed %" PRIu64 ": rule of row %u", file, seed, i);
  }
}

// Parts of a section, damaged: an entry may begin in the middle, and anything may be anywhere.
static void fuzz(const char* file) {
  struct ehframe_section whole;
  if (!elf_section(file, &whole)) {
    CHECK(false, "%s: no section", file);
    return;
  }
  uint64_t end = cpu_nanos() + FUZZ_NANOS;
  uint64_t seed = 1;
  for (; seed <= FEWEST_SEEDS || (seed <= MOST_SEEDS && cpu_nanos() < end); seed++) {
    uint64_t random = seed * UINT64_C(0x9E3779B97F4A7C15);
    size_t size = 1 + next(&random) % (whole.size < LARGEST_FUZZED ? whole.size : LARGEST_FUZZED);
    size_t from = seed % 2 == 0 ? 0 : next(&random) % (whole.size - size + 1);
    uint8_t* bytes = malloc(size);
    memcpy(bytes, whole.bytes + from, size);
    damage(bytes, size, &random);
    struct ehframe_section section = whole;
    section.bytes = bytes;
    section.size = size;
    section.address += from;
    struct ehframe table;
    CHECK(ehframe_build(&table, &section), "%s, seed %" PRIu64 ": no table", file, seed);
    check_table(file, seed, &table, size);
    ehframe_free(&table);
    free(bytes);
  }
  free((void*)whole.bytes);
}

static uint64_t libraries;
static uint64_t functions;
static uint64_t rows;
static uint64_t unknown_rows;
static uint64_t nanos;
static uint64_t bytes_in;
static uint64_t bytes_out;

// Rows without a rule are gaps between functions, or were not understood.
static void count(const char* file, const struct ehframe_section* section) {
  struct ehframe table;
  uint64_t begin = cpu_nanos();
  CHECK(ehframe_build(&table, section), "%s: no table", file);
  nanos += cpu_nanos() - begin;
  for (uint32_t i = 0; i < table.rows; i++) {
    unknown_rows += table.rules[table.numbers[i]].cfa == CFA_UNKNOWN;
  }
  rows += table.rows;
  check_table(file, 0, &table, section->size);
  libraries++;
  functions += table.functions;
  bytes_in += section->size;
  bytes_out += ehframe_bytes(&table);
  ehframe_free(&table);
}

static int visit(const char* path, const struct stat* status, int type, struct FTW* walk) {
  (void)status, (void)walk;
  struct ehframe_section section;
  if (type == FTW_F && strstr(path, ".so") != NULL && elf_section(path, &section)) {
    count(path, &section);
    free((void*)section.bytes);
  }
  return 0;
}

int main(int argc, char** argv) {
  const char* mode = argc > 1 ? argv[1] : "";
  for (int i = 2; i < argc; i++) {
    if (strcmp(mode, "rules") == 0) {
      compare_rules(argv[i]);
    } else if (strcmp(mode, "fuzz") == 0) {
      fuzz(argv[i]);
    } else {
      nftw(argv[i], visit, 16, FTW_PHYS);
    }
  }
  if (strcmp(mode, "corpus") == 0) {
    CHECK(libraries > 0, "%" PRIu64 " libraries", libraries);
    CHECK(unknown_rows * 100 < rows, "%" PRIu64 " of %" PRIu64 " rows have no rule", unknown_rows, rows);
    fprintf(stderr,
            "%" PRIu64 " libraries, %" PRIu64 " functions, %" PRIu64 " KB of .eh_frame, %" PRIu64 " KB of tables, %.0f ns a function\n",
            libraries, functions, bytes_in / 1024, bytes_out / 1024, (double)nanos / (double)functions);
  }
  printf("%d failed\n", failed);
  return failed != 0;
}
