// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The functions of one ELF file, the stubs through which it calls others, and its build id.
 *
 * <p>The functions come from the file's symbol table. A stripped file has only the symbols that it
 * exports; the others may be installed apart from it, in a file that goes by the build id.
 */
final class ElfSymbols {
  /** Where distributions install the symbols of stripped files. */
  static final Path DEBUG_FILES = Path.of("/usr/lib/debug");

  /** For what is no ELF file, or is not there. */
  static final ElfSymbols NONE = new ElfSymbols("", List.of(), FunctionTable.EMPTY, PltStubs.NONE);

  private final String buildId;
  private final List<ElfFile.Segment> segments;
  private final FunctionTable functions;
  private final PltStubs stubs;

  private ElfSymbols(
      String buildId, List<ElfFile.Segment> segments, FunctionTable functions, PltStubs stubs) {
    this.buildId = buildId;
    this.segments = segments;
    this.functions = functions;
    this.stubs = stubs;
  }

  /**
   * Reads a file. What is missing or not understood has no functions: its samples keep their
   * mapping.
   *
   * @param debugFiles the directory of separate symbols, such as {@link #DEBUG_FILES}
   */
  static ElfSymbols read(Path file, Path debugFiles) {
    try (FileChannel channel = FileChannel.open(file)) {
      return of(ElfFile.bytesOf(channel), debugFiles);
    } catch (IOException | IndexOutOfBoundsException e) {
      return NONE;
    }
  }

  /**
   * The same from an image of a file.
   *
   * @throws IOException if it is no ELF file
   */
  static ElfSymbols of(ElfFile.Bytes image, Path debugFiles) throws IOException {
    ElfFile file = new ElfFile(image);
    String buildId = file.buildId();
    FunctionTable functions = functions(file, ElfFile.SECTION_SYMBOLS);
    if (functions.isEmpty()) {
      functions = separateFunctions(buildId, debugFiles);
    }
    if (functions.isEmpty()) {
      functions = functions(file, ElfFile.SECTION_EXPORTED_SYMBOLS);
    }
    return new ElfSymbols(buildId, file.segments(), functions, stubs(file));
  }

  /** Stubs that cannot be read do not take the functions along. */
  private static PltStubs stubs(ElfFile file) {
    try {
      return PltStubs.of(file);
    } catch (IOException | IndexOutOfBoundsException e) {
      return PltStubs.NONE;
    }
  }

  private static FunctionTable separateFunctions(String buildId, Path debugFiles) {
    if (buildId.length() <= 2) {
      return FunctionTable.EMPTY;
    }
    Path directory = debugFiles.resolve(".build-id").resolve(buildId.substring(0, 2));
    Path file = directory.resolve(buildId.substring(2) + ".debug");
    if (!Files.isReadable(file)) {
      return FunctionTable.EMPTY;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      ElfFile symbols = new ElfFile(ElfFile.bytesOf(channel));
      return symbols.buildId().equals(buildId)
          ? functions(symbols, ElfFile.SECTION_SYMBOLS)
          : FunctionTable.EMPTY;
    } catch (IOException | IndexOutOfBoundsException e) {
      // A broken file of symbols is as good as none.
      return FunctionTable.EMPTY;
    }
  }

  /** A table that cannot be read does not take the others along. */
  private static FunctionTable functions(ElfFile file, int type) throws IOException {
    List<ElfFile.Section> sections = file.sections();
    for (ElfFile.Section section : sections) {
      if (section.type() == type) {
        try {
          return new FunctionTable(
              file.content(section), file.content(sections.get(section.link())));
        } catch (IOException | IndexOutOfBoundsException e) {
          return FunctionTable.EMPTY;
        }
      }
    }
    return FunctionTable.EMPTY;
  }

  String buildId() {
    return buildId;
  }

  /** The name of the function at an offset of the file, or null. */
  String function(long fileOffset) {
    long address = address(fileOffset);
    if (address < 0) {
      return null;
    }
    // The stubs first: what stands before them may have no size.
    String stub = stubs.at(address);
    return stub == null ? functions.at(address) : stub;
  }

  /** The address of an offset of the file as its symbols count, from the library's start; or -1. */
  long address(long fileOffset) {
    for (ElfFile.Segment segment : segments) {
      long within = fileOffset - segment.offset();
      if (segment.type() == ElfFile.SEGMENT_LOAD && within >= 0 && within < segment.size()) {
        return segment.address() + within;
      }
    }
    return -1;
  }
}
