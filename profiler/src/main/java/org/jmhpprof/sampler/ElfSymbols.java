// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The functions of one 64-bit ELF file, from its symbol table or, where that is stripped, from its
 * exported symbols.
 */
final class ElfSymbols {
  private static final int MAGIC = 0x464C457F;
  private static final int SECTION_SYMBOLS = 2;
  private static final int SECTION_NOTE = 7;
  private static final int SECTION_EXPORTED_SYMBOLS = 11;
  private static final int SEGMENT_LOAD = 1;
  private static final int NOTE_BUILD_ID = 3;
  private static final int SYMBOL_FUNCTION = 2;
  private static final int SYMBOL_INDIRECT_FUNCTION = 10;

  private record Symbol(long start, long size, int name) {}

  private record Segment(long offset, long size, long address) {}

  private record Section(int type, long offset, int size, int link) {}

  private final List<Symbol> symbols = new ArrayList<>();
  private final List<Segment> segments = new ArrayList<>();
  private ByteBuffer names;
  private String buildId = "";

  private ElfSymbols() {}

  /** Reads a file. One that is not there or not understood has no functions. */
  static ElfSymbols read(String file) {
    ElfSymbols elf = new ElfSymbols();
    if (file.startsWith("/")) {
      try (FileChannel channel = FileChannel.open(Path.of(file))) {
        ByteBuffer image =
            channel
                .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                .order(ByteOrder.LITTLE_ENDIAN);
        elf.parse(image);
      } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
        // Deleted, replaced or foreign: its samples keep their mapping and stay without function
        // names.
        return new ElfSymbols();
      }
    }
    return elf;
  }

  String buildId() {
    return buildId;
  }

  /** The name of the function at an offset of the file, or null. */
  String function(long fileOffset) {
    long address = -1;
    for (Segment segment : segments) {
      if (fileOffset >= segment.offset() && fileOffset < segment.offset() + segment.size()) {
        address = fileOffset - segment.offset() + segment.address();
      }
    }
    int low = 0;
    int high = symbols.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (symbols.get(middle).start() <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) {
      return null;
    }
    Symbol symbol = symbols.get(low - 1);
    // Hand-written assembly often has no size.
    return symbol.size() == 0 || address < symbol.start() + symbol.size()
        ? name(symbol.name())
        : null;
  }

  private void parse(ByteBuffer image) {
    if (image.limit() < 64 || image.getInt(0) != MAGIC || image.get(4) != 2 || image.get(5) != 1) {
      return;
    }
    readSegments(image);
    List<Section> sections = readSections(image);
    Section table = null;
    for (Section section : sections) {
      if (section.type() == SECTION_NOTE) {
        readNotes(image, section);
      }
      if (section.type() == SECTION_SYMBOLS
          || (section.type() == SECTION_EXPORTED_SYMBOLS && table == null)) {
        table = section;
      }
    }
    if (table != null) {
      Section strings = sections.get(table.link());
      names = image.slice((int) strings.offset(), strings.size());
      readSymbols(image, table);
    }
  }

  private void readSegments(ByteBuffer image) {
    int at = (int) image.getLong(32);
    int size = image.getShort(54);
    int count = image.getShort(56);
    for (int i = 0; i < count; i++, at += size) {
      if (image.getInt(at) == SEGMENT_LOAD) {
        segments.add(
            new Segment(image.getLong(at + 8), image.getLong(at + 32), image.getLong(at + 16)));
      }
    }
  }

  private static List<Section> readSections(ByteBuffer image) {
    List<Section> sections = new ArrayList<>();
    int at = (int) image.getLong(40);
    int size = image.getShort(58);
    int count = image.getShort(60);
    for (int i = 0; i < count; i++, at += size) {
      sections.add(
          new Section(
              image.getInt(at + 4),
              image.getLong(at + 24),
              (int) image.getLong(at + 32),
              image.getInt(at + 40)));
    }
    return sections;
  }

  private void readNotes(ByteBuffer image, Section section) {
    int at = (int) section.offset();
    int end = at + section.size();
    while (at + 12 <= end) {
      int nameSize = image.getInt(at);
      int size = image.getInt(at + 4);
      int content = at + 12 + aligned(nameSize);
      if (image.getInt(at + 8) == NOTE_BUILD_ID) {
        byte[] bytes = new byte[size];
        image.get(content, bytes);
        buildId = HexFormat.of().formatHex(bytes);
      }
      at = content + aligned(size);
    }
  }

  private static int aligned(int size) {
    return (size + 3) & ~3;
  }

  private void readSymbols(ByteBuffer image, Section table) {
    int end = (int) table.offset() + table.size();
    for (int at = (int) table.offset(); at < end; at += 24) {
      int type = image.get(at + 4) & 0xF;
      long address = image.getLong(at + 8);
      if ((type == SYMBOL_FUNCTION || type == SYMBOL_INDIRECT_FUNCTION) && address != 0) {
        symbols.add(new Symbol(address, image.getLong(at + 16), image.getInt(at)));
      }
    }
    symbols.sort(Comparator.comparingLong(Symbol::start).thenComparingLong(Symbol::size));
  }

  private String name(int offset) {
    int end = offset;
    while (names.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - offset];
    names.get(offset, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
