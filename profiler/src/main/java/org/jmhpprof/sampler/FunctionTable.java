// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The functions of an ELF symbol table, by address. */
final class FunctionTable {
  static final FunctionTable EMPTY = new FunctionTable();

  private final ByteBuffer symbols;
  private final ByteBuffer names;
  // Where in the table they are, by their start. Of several at one address the last is the one
  // that people know.
  private final int[] entries;

  private FunctionTable() {
    symbols = ByteBuffer.allocate(0);
    names = symbols;
    entries = new int[0];
  }

  /**
   * Takes the functions out of a table. The native library must be loaded.
   *
   * @param symbols the table, little-endian
   * @param names the strings that it refers to
   */
  FunctionTable(ByteBuffer symbols, ByteBuffer names) {
    this.symbols = direct(symbols);
    this.names = direct(names);
    entries = NativeSampler.functions(this.symbols, this.names);
    if (entries == null) {
      throw new OutOfMemoryError("no memory for a table of functions");
    }
  }

  private static ByteBuffer direct(ByteBuffer buffer) {
    ByteBuffer whole =
        buffer.isDirect()
            ? buffer.duplicate().rewind().slice()
            : ByteBuffer.allocateDirect(buffer.limit()).put(buffer.duplicate().rewind()).flip();
    return whole.order(ByteOrder.LITTLE_ENDIAN);
  }

  private long start(int entry) {
    return symbols.getLong(entries[entry] + 8);
  }

  private long size(int entry) {
    return symbols.getLong(entries[entry] + 16);
  }

  boolean isEmpty() {
    return entries.length == 0;
  }

  /** The name of the function at an address, or null. */
  String at(long address) {
    int low = 0;
    int high = entries.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (start(middle) <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int found = low - 1;
    // Hand-written assembly often has no size.
    return found >= 0 && (size(found) == 0 || address < start(found) + size(found))
        ? name(symbols.getInt(entries[found]))
        : null;
  }

  /** Without the version, as in {@code clock_gettime@GLIBC_2.2.5}. */
  private String name(int offset) {
    int end = offset;
    while (end < names.limit() && names.get(end) != 0 && (names.get(end) != '@' || end == offset)) {
      end++;
    }
    byte[] bytes = new byte[end - offset];
    names.get(offset, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
