// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// Reads numbers from bytes that cannot be trusted. A number beyond the end reads as 0, and makes the cursor bad for good.
#ifndef JMHPPROF_CURSOR_H
#define JMHPPROF_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct cursor {
  const uint8_t* at;
  const uint8_t* end;
  bool bad;
};

static inline struct cursor cursor_of(const uint8_t* bytes, size_t size, size_t offset) {
  return (struct cursor){offset <= size ? bytes + offset : bytes + size, bytes + size, offset > size};
}

static inline size_t cursor_left(const struct cursor* cursor) {
  return (size_t)(cursor->end - cursor->at);
}

// The next bytes, or NULL where there are not as many.
static inline const uint8_t* cursor_take(struct cursor* cursor, uint64_t size) {
  if (cursor->bad || size > cursor_left(cursor)) {
    cursor->bad = true;
    cursor->at = cursor->end;
    return NULL;
  }
  const uint8_t* taken = cursor->at;
  cursor->at += size;
  return taken;
}

// A little-endian number of 1 to 8 bytes, as this processor has them.
static inline uint64_t cursor_number(struct cursor* cursor, size_t size) {
  uint64_t value = 0;
  const uint8_t* bytes = cursor_take(cursor, size);
  if (bytes != NULL) {
    memcpy(&value, bytes, size);
  }
  return value;
}

static inline uint8_t cursor_byte(struct cursor* cursor) {
  return (uint8_t)cursor_number(cursor, 1);
}

static inline int64_t cursor_signed(struct cursor* cursor, size_t size) {
  uint64_t value = cursor_number(cursor, size);
  unsigned unused = 64 - 8 * (unsigned)size;
  return (int64_t)(value << unused) >> unused;
}

// A number of 7 bits a byte, the last one without its top bit. What does not fit into 64 bits is cut off. Sets the bits that were
// read, at most 70, and returns the number without a sign.
static inline uint64_t cursor_leb(struct cursor* cursor, unsigned* bits, uint8_t* last) {
  uint64_t value = 0;
  uint8_t byte;
  unsigned shift = 0;
  do {
    byte = cursor_byte(cursor);
    if (shift < 64) {
      value |= (uint64_t)(byte & 0x7F) << shift;
    }
    shift = shift < 64 ? shift + 7 : shift;
  } while ((byte & 0x80) != 0);
  *bits = shift;
  *last = byte;
  return value;
}

static inline uint64_t cursor_uleb(struct cursor* cursor) {
  unsigned bits;
  uint8_t last;
  return cursor_leb(cursor, &bits, &last);
}

static inline int64_t cursor_sleb(struct cursor* cursor) {
  unsigned bits;
  uint8_t last;
  uint64_t value = cursor_leb(cursor, &bits, &last);
  if (bits < 64 && (last & 0x40) != 0) {
    value |= UINT64_MAX << bits;
  }
  return (int64_t)value;
}

// Bytes behind their number.
static inline struct cursor cursor_block(struct cursor* cursor) {
  uint64_t length = cursor_uleb(cursor);
  const uint8_t* bytes = cursor_take(cursor, length);
  return bytes == NULL ? (struct cursor){cursor->end, cursor->end, true} : cursor_of(bytes, length, 0);
}

#endif
