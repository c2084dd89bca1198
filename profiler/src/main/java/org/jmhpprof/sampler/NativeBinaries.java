// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jmhpprof.profile.Binary;
import org.jmhpprof.profile.Frame;

/** The files whose code is mapped into this process, from {@code /proc/self/maps}. */
final class NativeBinaries {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private final TreeMap<Long, Binary> byStart = new TreeMap<>();
  private final Map<String, ElfSymbols> symbolsByFile = new HashMap<>();

  /**
   * The function at an address of this process, or null when no file is mapped there.
   *
   * @throws IOException if the mappings cannot be read
   */
  Frame frame(long pc) throws IOException {
    Binary binary = find(pc);
    if (binary == null) {
      read();
      binary = find(pc);
    }
    if (binary == null) {
      return null;
    }
    ElfSymbols symbols = symbols(binary.file());
    String function = symbols.function(pc - binary.start() + binary.offset());
    if (function == null) {
      String name = "[" + binary.baseName() + "]";
      return new Frame(name, name, "", 0, 0, pc, binary);
    }
    String written = CppName.isMangled(function) ? NativeSampler.demangle(function) : null;
    String name = written == null ? function : CppName.simple(written);
    return new Frame(name, function, "", 0, 0, pc, binary);
  }

  /** Reads the symbol tables of what is mapped so far. */
  void prepare() {
    try {
      read();
    } catch (IOException e) {
      // Nothing is known then, and the first frame that asks says why.
      byStart.clear();
    }
  }

  private Binary find(long pc) {
    Map.Entry<Long, Binary> entry = byStart.floorEntry(pc);
    return entry != null && pc < entry.getValue().limit() ? entry.getValue() : null;
  }

  private ElfSymbols symbols(String file) {
    return symbolsByFile.computeIfAbsent(file, ElfSymbols::read);
  }

  private void read() throws IOException {
    for (String row : Files.readAllLines(MAPS)) {
      // start-limit permissions offset device inode file
      String[] columns = row.trim().split("\\s+", 6);
      if (columns.length < 6 || columns[1].charAt(2) != 'x' || !isFile(columns[5])) {
        continue;
      }
      String file = columns[5].replaceFirst(" \\(deleted\\)$", "");
      int dash = columns[0].indexOf('-');
      long start = Long.parseUnsignedLong(columns[0].substring(0, dash), 16);
      long limit = Long.parseUnsignedLong(columns[0].substring(dash + 1), 16);
      long offset = Long.parseUnsignedLong(columns[2], 16);
      byStart.put(start, new Binary(file, symbols(file).buildId(), start, limit, offset));
    }
  }

  private static boolean isFile(String name) {
    return name.startsWith("/") || name.equals("[vdso]");
  }
}
