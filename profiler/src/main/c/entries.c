// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

#include "entries.h"

#include <stddef.h>

#include "cfi.h"

// Those of compilers have some 20 bytes.
#define LONGEST_CIE 1024

// How a pointer is written, and what it is relative to.
enum {
  FORMAT_ABSOLUTE = 0x00,
  FORMAT_ULEB = 0x01,
  FORMAT_U2 = 0x02,
  FORMAT_U4 = 0x03,
  FORMAT_U8 = 0x04,
  FORMAT_SLEB = 0x09,
  FORMAT_S2 = 0x0A,
  FORMAT_S4 = 0x0B,
  FORMAT_S8 = 0x0C,
  FORMATS = 0x0F,
  RELATIVE_NOT = 0x00,
  RELATIVE_TO_ITSELF = 0x10,
  RELATIVES = 0x70,
};

static uint64_t pointer(struct cursor* cursor, uint8_t encoding, const struct ehframe_section* section) {
  uint64_t own = section->address + (uint64_t)(cursor->at - section->bytes);
  uint64_t value = 0;
  switch (encoding & FORMATS) {
    case FORMAT_ABSOLUTE:
    case FORMAT_U8:
    case FORMAT_S8: value = cursor_number(cursor, 8); break;
    case FORMAT_U4: value = cursor_number(cursor, 4); break;
    case FORMAT_U2: value = cursor_number(cursor, 2); break;
    case FORMAT_S4: value = (uint64_t)cursor_signed(cursor, 4); break;
    case FORMAT_S2: value = (uint64_t)cursor_signed(cursor, 2); break;
    case FORMAT_ULEB: value = cursor_uleb(cursor); break;
    case FORMAT_SLEB: value = (uint64_t)cursor_sleb(cursor); break;
    default: cursor->bad = true; break;
  }
  return (encoding & RELATIVES) == RELATIVE_TO_ITSELF ? own + value : value;
}

struct cursor entry_content(struct cursor* cursor) {
  uint64_t length = cursor_number(cursor, 4);
  if (length == UINT32_MAX) {
    length = cursor_number(cursor, 8);
  }
  const uint8_t* bytes = cursor_take(cursor, length);
  return bytes == NULL ? (struct cursor){cursor->end, cursor->end, true} : cursor_of(bytes, length, 0);
}

// What begins with `z` says how long it is, and may hold more than is known here.
static bool read_augmentation(struct cie* cie, struct cursor* content, const char* text, size_t length,
                              const struct ehframe_section* section) {
  if (length == 0) {
    return true;
  }
  if (text[0] != 'z') {
    return false;
  }
  cie->sized = true;
  struct cursor data = cursor_block(content);
  for (size_t i = 1; i < length; i++) {
    switch (text[i]) {
      case 'R': cie->encoding = cursor_byte(&data); break;
      case 'L': cursor_byte(&data); break;
      case 'P': {
        uint8_t encoding = cursor_byte(&data);
        pointer(&data, encoding, section);
        break;
      }
      case 'S': cie->signal = true; break;
      default: break;  // B and G of aarch64 have no data
    }
  }
  return !data.bad;
}

static void read_cie(struct cie* cie, const uint8_t* at, const struct ehframe_section* section) {
  *cie = (struct cie){.at = at};
  struct cursor cursor = cursor_of(section->bytes, section->size, (size_t)(at - section->bytes));
  struct cursor content = entry_content(&cursor);
  if (content.bad || cursor_left(&content) > LONGEST_CIE || cursor_number(&content, 4) != 0) {
    return;
  }
  uint8_t version = cursor_byte(&content);
  const char* text = (const char*)content.at;
  size_t length = 0;
  while (cursor_byte(&content) != 0) {
    length++;
  }
  if (content.bad || (version != 1 && version != 3)) {
    return;
  }
  cie->code_unit = cursor_uleb(&content);
  cie->data_unit = cursor_sleb(&content);
  cie->back = version == 1 ? cursor_byte(&content) : cursor_uleb(&content);
  if (read_augmentation(cie, &content, text, length, section) && !content.bad) {
    cfi_start(cie, content);
  }
}

bool entry_function(struct fde* fde, struct cursor* content, const struct ehframe_section* section, struct cie* cie) {
  const uint8_t* own = content->at;
  uint64_t distance = cursor_number(content, 4);
  if (content->bad || distance == 0 || distance > (uint64_t)(own - section->bytes)) {
    return false;
  }
  if (cie->at != own - distance) {
    read_cie(cie, own - distance, section);
  }
  uint8_t relative = cie->encoding & 0xF0;
  if (!cie->good || (relative != RELATIVE_NOT && relative != RELATIVE_TO_ITSELF)) {
    return false;
  }
  uint64_t begin = pointer(content, cie->encoding, section) - section->image_low;
  uint64_t size = pointer(content, cie->encoding & FORMATS, section);
  uint64_t image = section->image_high - section->image_low;
  if (cie->sized) {
    cursor_block(content);
  }
  if (content->bad || begin >= image || size == 0 || size > image - begin) {
    return false;
  }
  *fde = (struct fde){(uint32_t)begin, (uint32_t)(begin + size), *content};
  return true;
}
