// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stubs of an ELF file through which it calls functions of others, by address: its procedure
 * linkage table. No symbol table names them. Each stub jumps through a word that the loader fills
 * in; the file says for which function.
 */
final class PltStubs {
  static final PltStubs NONE = new PltStubs();

  private static final int RELOCATION_SIZE = 24;
  private static final int SYMBOL_SIZE = 24;
  private static final int STUB_SIZE = 16;
  private static final int X86_64 = 62;
  private static final int AARCH64 = 183;

  private record Stub(long limit, String name) {}

  private final TreeMap<Long, Stub> byStart = new TreeMap<>();

  private PltStubs() {}

  /**
   * The stubs of a file.
   *
   * @throws IOException if the file is damaged
   */
  static PltStubs of(ElfFile file) throws IOException {
    PltStubs stubs = new PltStubs();
    Map<Long, String> targets = new HashMap<>();
    List<ElfFile.Section> sections = file.sections();
    for (ElfFile.Section section : sections) {
      if (section.type() == ElfFile.SECTION_RELOCATIONS && section.link() < sections.size()) {
        addTargets(file, section, sections, targets);
      }
    }
    for (ElfFile.Section section : sections) {
      if (section.executable() && file.name(section).startsWith(".plt")) {
        ByteBuffer code = file.content(section);
        if (file.machine() == X86_64) {
          stubs.addX86(code, section.address(), targets);
        } else if (file.machine() == AARCH64) {
          stubs.addAarch64(code, section.address(), targets);
        }
      }
    }
    return stubs;
  }

  /** By the address of the word that the loader fills in. */
  private static void addTargets(
      ElfFile file,
      ElfFile.Section relocations,
      List<ElfFile.Section> sections,
      Map<Long, String> targets)
      throws IOException {
    ElfFile.Section table = sections.get(relocations.link());
    if (table.type() != ElfFile.SECTION_EXPORTED_SYMBOLS || table.link() >= sections.size()) {
      return;
    }
    ByteBuffer entries = file.content(relocations);
    ByteBuffer symbols = file.content(table);
    ByteBuffer names = file.content(sections.get(table.link()));
    for (int at = 0; at + RELOCATION_SIZE <= entries.limit(); at += RELOCATION_SIZE) {
      long symbol = entries.getLong(at + 8) >>> 32;
      if (symbol != 0 && (symbol + 1) * SYMBOL_SIZE <= symbols.limit()) {
        String name = text(names, symbols.getInt((int) symbol * SYMBOL_SIZE));
        if (!name.isEmpty()) {
          targets.putIfAbsent(entries.getLong(at), name);
        }
      }
    }
  }

  private static String text(ByteBuffer names, int offset) {
    int end = offset;
    while (end >= 0 && end < names.limit() && names.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[Math.max(0, end - offset)];
    names.get(offset, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void add(long start, long size, String target) {
    if (target != null) {
      byStart.put(start, new Stub(start + size, target + "@plt"));
    }
  }

  /** {@code jmp *distance(%rip)}; the stubs are aligned to 8 bytes, most of them to 16. */
  private void addX86(ByteBuffer code, long address, Map<Long, String> targets) {
    for (int at = 0; at + 6 <= code.limit(); at++) {
      if ((code.get(at) & 0xFF) == 0xFF && (code.get(at + 1) & 0xFF) == 0x25) {
        long word = address + at + 6 + code.getInt(at + 2);
        add(address + (at & -8), (at & 8) == 0 ? STUB_SIZE : STUB_SIZE / 2, targets.get(word));
      }
    }
  }

  /** {@code adrp x16, page; ldr x17, [x16, #offset]}, perhaps behind {@code bti c}. */
  private void addAarch64(ByteBuffer code, long address, Map<Long, String> targets) {
    for (int at = 0; at + 8 <= code.limit(); at += 4) {
      int adrp = code.getInt(at);
      int ldr = code.getInt(at + 4);
      if ((adrp & 0x9F00001F) == 0x90000010 && (ldr & 0xFFC003FF) == 0xF9400211) {
        long pages = (long) ((adrp >> 5 & 0x7FFFF) << 2 | adrp >>> 29 & 3) << 43 >> 31;
        long word = (address + at & -4096) + pages + (ldr >>> 10 & 0xFFF) * 8L;
        add(address + at, STUB_SIZE, targets.get(word));
      }
    }
  }

  /** The name of the stub at an address, such as {@code malloc@plt}, or null. */
  String at(long address) {
    Map.Entry<Long, Stub> entry = byStart.floorEntry(address);
    return entry != null && address < entry.getValue().limit() ? entry.getValue().name() : null;
  }
}
