// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jmhpprof.profile.Binary;
import org.jmhpprof.profile.Frame;

/** The kernel's functions, from {@code /proc/kallsyms}. */
final class KernelSymbols {
  static final Path TABLE = Path.of("/proc/kallsyms");

  /** The name by which perf and pprof know the mapping. */
  private static final String FILE = "[kernel.kallsyms]";

  /** Above all of the kernel's code. */
  private static final long LIMIT = -4096;

  // As FunctionTable takes it: the tables of a file of 64-bit ELF.
  private static final int SYMBOL_SIZE = 24;
  private static final byte GLOBAL_FUNCTION = 0x12;
  private static final byte LOCAL_FUNCTION = 0x02;

  private final FunctionTable functions;
  private final Binary binary;

  private KernelSymbols(FunctionTable functions, long lowest) {
    this.functions = functions;
    this.binary = new Binary(FILE, "", lowest & LIMIT, LIMIT, 0);
  }

  /** Null, or why the kernel's functions have no names here, as a clause. */
  static String refusal(Path table) {
    try (BufferedReader rows = Files.newBufferedReader(table, StandardCharsets.ISO_8859_1)) {
      String row = rows.readLine();
      if (row == null || address(row) == 0) {
        return table
            + " has no addresses: kernel.kptr_restrict or kernel.perf_event_paranoid hides them"
            + " from a process without CAP_SYSLOG";
      }
      return null;
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return table + " cannot be read";
    }
  }

  /**
   * Reads all functions.
   *
   * @throws IOException if the table cannot be read
   */
  static KernelSymbols read(Path table) throws IOException {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    ByteArrayOutputStream symbols = new ByteArrayOutputStream();
    // FunctionTable takes the offset 0 for no name.
    names.write(0);
    long lowest = LIMIT - 1;
    try (BufferedReader rows = Files.newBufferedReader(table, StandardCharsets.ISO_8859_1)) {
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        // address, a space, the type's letter, a space, the name; for a module a tab and its name
        int type = row.indexOf(' ') + 1;
        char letter = row.charAt(type);
        if ("tTwW".indexOf(letter) >= 0) {
          long address = address(row);
          if (address < lowest && address != 0) {
            lowest = address;
          }
          symbols.writeBytes(symbol(names.size(), Character.isUpperCase(letter), address));
          int tab = row.indexOf('\t', type);
          String name = row.substring(type + 2, tab < 0 ? row.length() : tab);
          names.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
          names.write(0);
        }
      }
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IOException(table + " has a row that is no symbol", e);
    }
    return new KernelSymbols(
        new FunctionTable(table(symbols.toByteArray()), table(names.toByteArray())), lowest);
  }

  private static long address(String row) {
    return Long.parseUnsignedLong(row, 0, row.indexOf(' '), 16);
  }

  private static ByteBuffer table(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** As in an ELF file; its size is not known. */
  private static byte[] symbol(int name, boolean global, long address) {
    return table(new byte[SYMBOL_SIZE])
        .putInt(name)
        .put(global ? GLOBAL_FUNCTION : LOCAL_FUNCTION)
        .put((byte) 0)
        .putShort((short) 1)
        .putLong(address)
        .array();
  }

  /** The function at an address of the kernel. */
  Frame frame(long pc) {
    String function = functions.at(pc);
    String name = function == null ? binary.label() : function;
    return new Frame(name, name, "", 0, 0, pc, binary);
  }
}
