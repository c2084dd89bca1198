// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "image.h"

#include <string.h>

#define PRINTED 4096u
#define ENCODING_PCREL_S4 0x1B

static const ElfW(Phdr)* segment_around(const struct dl_phdr_info* info, uintptr_t address) {
  for (ElfW(Half) i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr)* segment = &info->dlpi_phdr[i];
    uintptr_t start = info->dlpi_addr + segment->p_vaddr;
    if (segment->p_type == PT_LOAD && (segment->p_flags & PF_R) != 0 && address >= start &&
        address - start < segment->p_filesz) {
      return segment;
    }
  }
  return NULL;
}

static void find_bounds(const struct dl_phdr_info* info, struct image* image) {
  image->low = image->code_low = UINTPTR_MAX;
  for (ElfW(Half) i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr)* segment = &info->dlpi_phdr[i];
    uintptr_t start = info->dlpi_addr + segment->p_vaddr;
    uintptr_t end = start + segment->p_memsz;
    if (segment->p_type != PT_LOAD || end < start) {
      continue;
    }
    image->low = start < image->low ? start : image->low;
    image->high = end > image->high ? end : image->high;
    if ((segment->p_flags & PF_X) != 0) {
      image->code_low = start < image->code_low ? start : image->code_low;
      image->code_high = end > image->code_high ? end : image->code_high;
    }
  }
}

// The part of .eh_frame that can be read, from its start to the end of its segment. Its header says where it starts. False
// where there is none.
static bool find_section(const struct dl_phdr_info* info, const struct image* image, struct ehframe_section* section,
                         const uint8_t** header, size_t* header_size) {
  for (ElfW(Half) i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr)* segment = &info->dlpi_phdr[i];
    uintptr_t start = info->dlpi_addr + segment->p_vaddr;
    const ElfW(Phdr)* around = segment_around(info, start);
    if (segment->p_type != PT_GNU_EH_FRAME || around == NULL || segment->p_memsz < 8 ||
        segment->p_memsz > info->dlpi_addr + around->p_vaddr + around->p_filesz - start) {
      continue;
    }
    *header = (const uint8_t*)start;
    *header_size = segment->p_memsz;
    int32_t distance;
    memcpy(&distance, *header + 4, sizeof distance);
    uintptr_t frames = start + 4 + (uintptr_t)(intptr_t)distance;
    const ElfW(Phdr)* holder = segment_around(info, frames);
    if ((*header)[0] != 1 || (*header)[1] != ENCODING_PCREL_S4 || holder == NULL) {
      return false;
    }
    *section = (struct ehframe_section){
        .bytes = (const uint8_t*)frames,
        .size = info->dlpi_addr + holder->p_vaddr + holder->p_filesz - frames,
        .address = frames,
        .image_low = image->low,
        .image_high = image->high,
    };
    return true;
  }
  return false;
}

static uint64_t print_of(const struct dl_phdr_info* info, const uint8_t* header, size_t size) {
  uint64_t print = info->dlpi_addr ^ (uintptr_t)info->dlpi_phdr;
  for (size_t i = 0; i < size && i < PRINTED; i++) {
    print = (print ^ header[i]) * UINT64_C(0x100000001B3);
  }
  return print;
}

bool image_look(struct image* image, const struct dl_phdr_info* info) {
  struct ehframe_section section;
  const uint8_t* header = NULL;
  size_t size = 0;
  memset(image, 0, sizeof *image);
  find_bounds(info, image);
  if (image->code_high == 0) {
    return false;
  }
  find_section(info, image, &section, &header, &size);
  image->print = print_of(info, header, size);
  return true;
}

bool image_build(struct image* image, const struct dl_phdr_info* info) {
  struct ehframe_section section;
  const uint8_t* header;
  size_t size;
  return !find_section(info, image, &section, &header, &size) || ehframe_build(&image->table, &section);
}
