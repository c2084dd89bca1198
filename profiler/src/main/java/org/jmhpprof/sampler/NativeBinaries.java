// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jmhpprof.profile.Binary;
import org.jmhpprof.profile.Frame;

/** The files whose code is mapped into this process, from {@code /proc/self/maps}. */
final class NativeBinaries {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Path MAPPED_FILES = Path.of("/proc/self/map_files");
  private static final Path MEMORY = Path.of("/proc/self/mem");
  private static final String KERNEL_CODE = "[vdso]";
  private static final String[] NO_COLUMNS = {};
  private static final String DELETED = " (deleted)";

  /** A part of a file. Its symbols are read when there is a frame of it. */
  private static final class Mapping {
    private final String file;
    private final long start;
    private final long limit;
    private final long offset;
    private final Supplier<ElfSymbols> reading;
    private ElfSymbols symbols;
    private Binary binary;

    Mapping(String file, long start, long limit, long offset, Supplier<ElfSymbols> reading) {
      this.file = file;
      this.start = start;
      this.limit = limit;
      this.offset = offset;
      this.reading = reading;
    }

    ElfSymbols symbols() {
      if (symbols == null) {
        symbols = reading.get();
        binary = new Binary(file, symbols.buildId(), start, limit, offset);
      }
      return symbols;
    }

    Binary binary() {
      symbols();
      return binary;
    }
  }

  private final TreeMap<Long, Mapping> byStart = new TreeMap<>();
  private final Map<Path, ElfSymbols> symbolsByFile = new HashMap<>();

  /**
   * The function at an address of this process, or null when no file is mapped there.
   *
   * @throws IOException if the mappings cannot be read
   */
  Frame frame(long pc) throws IOException {
    Mapping mapping = find(pc);
    if (mapping == null) {
      read();
      mapping = find(pc);
    }
    if (mapping == null) {
      return null;
    }
    Binary binary = mapping.binary();
    long fileOffset = pc - binary.start() + binary.offset();
    String function = mapping.symbols().function(fileOffset);
    if (function == null) {
      return unnamed(pc, binary, mapping.symbols().address(fileOffset));
    }
    String written = CppName.isMangled(function) ? NativeSampler.demangle(function) : null;
    String name = written == null ? function : CppName.simple(written);
    return new Frame(name, function, "", 0, 0, pc, binary);
  }

  /**
   * A pc without a symbol, {@code libfoo.so+0x1234}: one function for the whole library, so that
   * flame graphs show it in one piece, and the offset as the line in it.
   */
  static Frame unnamed(long pc, Binary binary, long offset) {
    String label = binary.label();
    boolean known = offset >= 0 && offset <= Integer.MAX_VALUE;
    String file = known ? label.substring(1, label.length() - 1) : "";
    return new Frame(label, label, file, known ? (int) offset : 0, 0, pc, binary);
  }

  private Mapping find(long pc) {
    Map.Entry<Long, Mapping> entry = byStart.floorEntry(pc);
    return entry != null && pc < entry.getValue().limit ? entry.getValue() : null;
  }

  private void read() throws IOException {
    for (String row : Files.readAllLines(MAPS)) {
      // start-limit permissions offset device inode file
      int permissions = row.indexOf(' ') + 1;
      String[] columns = row.startsWith("x", permissions + 2) ? row.split(" +", 6) : NO_COLUMNS;
      if (columns.length == 6) {
        int dash = columns[0].indexOf('-');
        long start = Long.parseUnsignedLong(columns[0].substring(0, dash), 16);
        long limit = Long.parseUnsignedLong(columns[0].substring(dash + 1), 16);
        long offset = Long.parseUnsignedLong(columns[2], 16);
        put(columns[5], start, limit, offset);
      }
    }
  }

  private void put(String file, long start, long limit, long offset) {
    Mapping known = byStart.get(start);
    if (known != null
        && known.limit == limit
        && known.offset == offset
        && known.file.equals(file)) {
      return;
    }
    if (file.equals(KERNEL_CODE)) {
      put(file, start, limit, offset, () -> kernelSymbols(start, limit));
    } else if (file.endsWith(DELETED)) {
      // Another file may have taken its path. Only root may open what is mapped.
      Path mapped = MAPPED_FILES.resolve(Long.toHexString(start) + "-" + Long.toHexString(limit));
      String path = file.substring(0, file.length() - DELETED.length());
      put(path, start, limit, offset, () -> symbols(mapped));
    } else if (file.startsWith("/")) {
      put(file, start, limit, offset, () -> symbols(Path.of(file)));
    }
  }

  private void put(String file, long start, long limit, long offset, Supplier<ElfSymbols> symbols) {
    byStart.put(start, new Mapping(file, start, limit, offset, symbols));
  }

  private ElfSymbols symbols(Path file) {
    return symbolsByFile.computeIfAbsent(file, f -> ElfSymbols.read(f, ElfSymbols.DEBUG_FILES));
  }

  /** The code that the kernel maps into each process is a whole ELF file in memory. */
  private static ElfSymbols kernelSymbols(long start, long limit) {
    ByteBuffer image = ByteBuffer.allocateDirect((int) (limit - start));
    try (FileChannel memory = FileChannel.open(MEMORY)) {
      while (image.hasRemaining() && memory.read(image, start + image.position()) > 0) {
        // until it is full
      }
      return ElfSymbols.of(
          (offset, size) -> image.slice((int) offset, size), ElfSymbols.DEBUG_FILES);
    } catch (IOException | IndexOutOfBoundsException e) {
      // This kernel does not show it: its time stays under [vdso].
      return ElfSymbols.NONE;
    }
  }
}
