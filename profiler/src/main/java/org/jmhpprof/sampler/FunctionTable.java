// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The functions of an ELF symbol table, by address. */
final class FunctionTable {
  static final FunctionTable EMPTY =
      new FunctionTable(ByteBuffer.allocate(0), ByteBuffer.allocate(0));

  private static final int SYMBOL_SIZE = 24;
  private static final int FUNCTION = 2;
  private static final int INDIRECT_FUNCTION = 10;

  private final ByteBuffer names;
  private final long[] starts;
  private final long[] sizes;
  private final int[] nameOffsets;

  /**
   * Takes the functions out of a table.
   *
   * @param symbols the table, little-endian
   * @param names the strings that it refers to
   */
  FunctionTable(ByteBuffer symbols, ByteBuffer names) {
    this.names = names;
    int[] entries =
        IntStream.range(0, symbols.limit() / SYMBOL_SIZE)
            .map(i -> i * SYMBOL_SIZE)
            .filter(at -> isFunction(symbols, at) && hasName(symbols.getInt(at)))
            .boxed()
            .sorted(order(symbols))
            .mapToInt(Integer::intValue)
            .toArray();
    starts = Arrays.stream(entries).mapToLong(at -> start(symbols, at)).toArray();
    sizes = Arrays.stream(entries).mapToLong(at -> size(symbols, at)).toArray();
    nameOffsets = Arrays.stream(entries).map(symbols::getInt).toArray();
  }

  private static boolean isFunction(ByteBuffer symbols, int at) {
    int type = symbols.get(at + 4) & 0xF;
    boolean defined = symbols.getShort(at + 6) != 0;
    return (type == FUNCTION || type == INDIRECT_FUNCTION) && defined && start(symbols, at) != 0;
  }

  private static long start(ByteBuffer symbols, int at) {
    return symbols.getLong(at + 8);
  }

  private static long size(ByteBuffer symbols, int at) {
    return symbols.getLong(at + 16);
  }

  /** A function can have several names. The last in this order is the one that people know. */
  private Comparator<Integer> order(ByteBuffer symbols) {
    return Comparator.comparingLong((Integer at) -> start(symbols, at))
        .thenComparingLong(at -> size(symbols, at))
        .thenComparing(at -> (symbols.get(at + 4) & 0xF0) != 0) // not local to its file
        .thenComparingInt(at -> -underscores(symbols.getInt(at)));
  }

  private boolean hasName(int offset) {
    return offset > 0 && offset < names.limit();
  }

  private int underscores(int name) {
    int end = name;
    while (end < names.limit() && names.get(end) == '_') {
      end++;
    }
    return end - name;
  }

  boolean isEmpty() {
    return starts.length == 0;
  }

  /** The name of the function at an address, or null. */
  String at(long address) {
    int found = Arrays.binarySearch(starts, address);
    if (found < 0) {
      found = -found - 2;
    }
    while (found >= 0 && found + 1 < starts.length && starts[found + 1] == starts[found]) {
      found++;
    }
    // Hand-written assembly often has no size.
    return found >= 0 && (sizes[found] == 0 || address < starts[found] + sizes[found])
        ? name(nameOffsets[found])
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
