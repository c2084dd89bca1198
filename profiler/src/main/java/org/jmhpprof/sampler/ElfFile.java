// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The parts of one 64-bit little-endian ELF file. Only what is asked for is read, so a file may be
 * larger than a buffer.
 */
final class ElfFile {
  static final int SECTION_SYMBOLS = 2;
  static final int SECTION_RELOCATIONS = 4;
  static final int SECTION_EXPORTED_SYMBOLS = 11;
  static final int SEGMENT_LOAD = 1;

  private static final int SECTION_NOTE = 7;
  private static final int SEGMENT_NOTE = 4;
  private static final long EXECUTABLE = 0x4;
  private static final long COMPRESSED = 0x800;

  private static final int MAGIC = 0x464C457F;
  private static final int HEADER_SIZE = 64;
  private static final int SEGMENT_SIZE = 56;
  private static final int SECTION_SIZE = 64;

  private static final int NOTE_BUILD_ID = 3;
  private static final int OWNER_GNU = 'G' | 'N' << 8 | 'U' << 16;

  /** Where the file's bytes come from. */
  interface Bytes {
    /**
     * Some of them.
     *
     * @throws IOException if there are not as many
     */
    ByteBuffer read(long offset, int size) throws IOException;
  }

  /** A program header: {@code size} bytes at {@code offset} go to {@code address}. */
  record Segment(int type, long offset, long address, long size, long alignment) {}

  /**
   * A section header; {@code name} is an offset in the section of names, {@code link} the number of
   * the section that this one refers to.
   */
  record Section(int name, int type, long flags, long address, long offset, long size, int link) {
    boolean executable() {
      return (flags & EXECUTABLE) != 0;
    }

    private boolean compressed() {
      return (flags & COMPRESSED) != 0;
    }
  }

  private final Bytes bytes;
  private final ByteBuffer header;

  /**
   * A file, of which the header is read.
   *
   * @throws IOException if it is no ELF file of this kind
   */
  ElfFile(Bytes bytes) throws IOException {
    this.bytes = bytes;
    header = read(0, HEADER_SIZE);
    if (header.getInt(0) != MAGIC || header.get(4) != 2 || header.get(5) != 1) {
      throw new IOException("not a 64-bit little-endian ELF file");
    }
  }

  /** The bytes of a file. The buffers that it hands out outlive the channel. */
  static Bytes bytesOf(FileChannel channel) {
    return (offset, size) -> channel.map(FileChannel.MapMode.READ_ONLY, offset, size);
  }

  private ByteBuffer read(long offset, long size) throws IOException {
    if (offset < 0 || size < 0 || size > Integer.MAX_VALUE) {
      throw new IOException("no such part: " + size + " bytes at " + offset);
    }
    return bytes.read(offset, (int) size).order(ByteOrder.LITTLE_ENDIAN);
  }

  List<Segment> segments() throws IOException {
    int entry = Short.toUnsignedInt(header.getShort(54));
    int count = Short.toUnsignedInt(header.getShort(56));
    List<Segment> segments = new ArrayList<>();
    if (count > 0) {
      requireSize(entry, SEGMENT_SIZE);
      ByteBuffer table = read(header.getLong(32), (long) entry * count);
      for (int at = 0; at < table.limit(); at += entry) {
        segments.add(
            new Segment(
                table.getInt(at),
                table.getLong(at + 8),
                table.getLong(at + 16),
                table.getLong(at + 32),
                table.getLong(at + 48)));
      }
    }
    return segments;
  }

  /** The sections; none where they were stripped. */
  List<Section> sections() throws IOException {
    long start = header.getLong(40);
    int entry = Short.toUnsignedInt(header.getShort(58));
    long count = Short.toUnsignedInt(header.getShort(60));
    List<Section> sections = new ArrayList<>();
    if (start != 0) {
      requireSize(entry, SECTION_SIZE);
      if (count == 0) {
        // Too many for the header: the first section's size says how many.
        count = read(start, SECTION_SIZE).getLong(32);
      }
      ByteBuffer table = read(start, entry * count);
      for (int at = 0; at < table.limit(); at += entry) {
        sections.add(
            new Section(
                table.getInt(at),
                table.getInt(at + 4),
                table.getLong(at + 8),
                table.getLong(at + 16),
                table.getLong(at + 24),
                table.getLong(at + 32),
                table.getInt(at + 40)));
      }
    }
    return sections;
  }

  private static void requireSize(int size, int smallest) throws IOException {
    if (size < smallest) {
      throw new IOException("table entries of " + size + " bytes");
    }
  }

  /**
   * What is in a section.
   *
   * @throws IOException if it is not all in the file, or is compressed
   */
  ByteBuffer content(Section section) throws IOException {
    if (section.compressed()) {
      throw new IOException("a compressed section");
    }
    return read(section.offset(), section.size());
  }

  /** The name of a section, "" if there is none. */
  String name(Section section) throws IOException {
    List<Section> sections = sections();
    int number = Short.toUnsignedInt(header.getShort(62));
    if (number >= sections.size()) {
      return "";
    }
    ByteBuffer names = content(sections.get(number));
    StringBuilder name = new StringBuilder();
    for (int at = section.name(); at >= 0 && at < names.limit() && names.get(at) != 0; at++) {
      name.append((char) names.get(at));
    }
    return name.toString();
  }

  /** The processor, by the number that the format has for it. */
  int machine() {
    return Short.toUnsignedInt(header.getShort(18));
  }

  /** The build id in hexadecimal, "" if there is none. */
  String buildId() throws IOException {
    for (Segment segment : segments()) {
      if (segment.type() == SEGMENT_NOTE) {
        ByteBuffer notes = read(segment.offset(), segment.size());
        String id = buildId(notes, segment.alignment() == 8 ? 8 : 4);
        if (!id.isEmpty()) {
          return id;
        }
      }
    }
    for (Section section : sections()) {
      if (section.type() == SECTION_NOTE) {
        String id = buildId(content(section), 4);
        if (!id.isEmpty()) {
          return id;
        }
      }
    }
    return "";
  }

  /** Each owner numbers its notes as it likes, so the type alone says nothing. */
  private static String buildId(ByteBuffer notes, int alignment) {
    long at = 0;
    while (at + 12 <= notes.limit()) {
      int note = (int) at;
      long owner = Integer.toUnsignedLong(notes.getInt(note));
      long size = Integer.toUnsignedLong(notes.getInt(note + 4));
      long content = aligned(at + 12 + owner, alignment);
      if (content + size > notes.limit()) {
        break;
      }
      if (notes.getInt(note + 8) == NOTE_BUILD_ID
          && owner == 4
          && notes.getInt(note + 12) == OWNER_GNU) {
        byte[] id = new byte[(int) size];
        notes.get((int) content, id);
        return HexFormat.of().formatHex(id);
      }
      at = aligned(content + size, alignment);
    }
    return "";
  }

  private static long aligned(long offset, int alignment) {
    return (offset + alignment - 1) & -alignment;
  }
}
