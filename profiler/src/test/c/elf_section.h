// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// .eh_frame out of a file, for tests: in memory of just its size, so that AddressSanitizer sees a byte read outside of it.
#ifndef JMHPPROF_ELF_SECTION_H
#define JMHPPROF_ELF_SECTION_H

#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ehframe.h"

static inline bool elf_has(size_t size, uint64_t offset, uint64_t length) {
  return offset <= size && length <= size - offset;
}

static inline bool elf_find(const uint8_t* file, size_t size, struct ehframe_section* section) {
  const Elf64_Ehdr* header = (const Elf64_Ehdr*)file;
#if defined(__aarch64__)
  const int machine = EM_AARCH64;
#else
  const int machine = EM_X86_64;
#endif
  if (size < sizeof *header || memcmp(header->e_ident, "\177ELF\2\1", 6) != 0 || header->e_machine != machine ||
      header->e_phentsize != sizeof(Elf64_Phdr) || header->e_shentsize != sizeof(Elf64_Shdr) ||
      !elf_has(size, header->e_phoff, header->e_phnum * sizeof(Elf64_Phdr)) ||
      !elf_has(size, header->e_shoff, header->e_shnum * sizeof(Elf64_Shdr)) || header->e_shstrndx >= header->e_shnum) {
    return false;
  }
  const Elf64_Phdr* segments = (const Elf64_Phdr*)(file + header->e_phoff);
  section->image_low = UINTPTR_MAX;
  section->image_high = 0;
  for (int i = 0; i < header->e_phnum; i++) {
    if (segments[i].p_type == PT_LOAD) {
      uintptr_t low = segments[i].p_vaddr;
      uintptr_t high = low + segments[i].p_memsz;
      section->image_low = low < section->image_low ? low : section->image_low;
      section->image_high = high > section->image_high ? high : section->image_high;
    }
  }
  const Elf64_Shdr* sections = (const Elf64_Shdr*)(file + header->e_shoff);
  const Elf64_Shdr* names = &sections[header->e_shstrndx];
  for (int i = 0; i < header->e_shnum; i++) {
    const Elf64_Shdr* one = &sections[i];
    if (!elf_has(size, names->sh_offset, names->sh_size) || one->sh_name + sizeof ".eh_frame" > names->sh_size ||
        strcmp((const char*)file + names->sh_offset + one->sh_name, ".eh_frame") != 0 || one->sh_type == SHT_NOBITS ||
        !elf_has(size, one->sh_offset, one->sh_size)) {
      continue;
    }
    uint8_t* copy = malloc(one->sh_size);
    memcpy(copy, file + one->sh_offset, one->sh_size);
    section->bytes = copy;
    section->size = one->sh_size;
    section->address = one->sh_addr;
    return true;
  }
  return false;
}

// False when the file is no program or library for this processor, or has no such section. The caller frees section->bytes.
static inline bool elf_section(const char* path, struct ehframe_section* section) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  bool found = false;
  if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
    void* file = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (file != MAP_FAILED) {
      found = elf_find(file, (size_t)status.st_size, section);
      munmap(file, (size_t)status.st_size);
    }
  }
  if (fd >= 0) {
    close(fd);
  }
  return found;
}

#endif
