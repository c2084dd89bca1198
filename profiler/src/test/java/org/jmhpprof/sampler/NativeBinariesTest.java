// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jmhpprof.profile.Binary;
import org.jmhpprof.profile.Frame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is mapped into this JVM. */
class NativeBinariesTest {
  @BeforeAll
  static void link() throws SamplerException {
    NativeLibrary.link();
  }

  @TempDir Path directory;

  private final NativeBinaries binaries = new NativeBinaries();

  private static String[] mapping(String file) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(row -> row.endsWith(" " + file) && row.contains("x"))
        .map(row -> row.split("[ -]"))
        .findFirst()
        .orElse(null);
  }

  @Test
  void theKernelsOwnCodeHasTheNamesThatReadelfFindsInIt() throws Exception {
    String[] mapping = mapping("[vdso]");
    assumeTrue(mapping != null, "a kernel without vdso");
    long start = Long.parseUnsignedLong(mapping[0], 16);
    long limit = Long.parseUnsignedLong(mapping[1], 16);
    Path copy = directory.resolve("vdso.so");
    try (FileChannel memory = FileChannel.open(Path.of("/proc/self/mem"))) {
      ByteBuffer image = ByteBuffer.allocate((int) (limit - start));
      assumeTrue(memory.read(image, start) == image.capacity(), "memory that cannot be read");
      Files.write(copy, image.array());
    }
    String table = Program.run("readelf", "--dyn-syms", "-W", copy.toString()).output();
    List<MatchResult> rows =
        Pattern.compile("(\\w+) +\\d+ FUNC +\\w+ +DEFAULT +\\d+ (\\w+)")
            .matcher(table)
            .results()
            .toList();
    assertTrue(rows.size() > 2, table);
    for (MatchResult row : rows) {
      Frame frame = binaries.frame(start + Long.parseLong(row.group(1), 16));
      List<String> names =
          rows.stream()
              .filter(each -> each.group(1).equals(row.group(1)))
              .map(each -> each.group(2))
              .collect(Collectors.toList());
      assertTrue(names.contains(frame.name()), frame + " in " + names);
      assertEquals("[vdso]", frame.binary().file());
    }
    assertEquals("[vdso]", binaries.frame(start).name(), "its header is no function");
  }

  @Test
  void whatHasNoFileHasNoFrame() throws IOException {
    assertNull(binaries.frame(0x10));
  }

  @Test
  void aPcWithoutASymbolIsALineOfItsLibrarysOneFunction() throws Exception {
    Path stripped = Path.of(getClass().getResource("/native/libstripped.so").toURI());
    ElfSymbols symbols = ElfSymbols.read(stripped, Path.of("/nonexistent"));
    Process readelf = new ProcessBuilder("readelf", "-S", "-W", stripped.toString()).start();
    String sections = new String(readelf.getInputStream().readAllBytes());
    MatchResult text =
        Pattern.compile(" \\.text +PROGBITS +(\\w+) (\\w+)")
            .matcher(sections)
            .results()
            .findFirst()
            .orElseThrow();
    long offset = Long.parseLong(text.group(2), 16);
    assertNull(symbols.function(offset));
    assertEquals(Long.parseLong(text.group(1), 16), symbols.address(offset));
    assertEquals(-1, symbols.address(1 << 30));
    Binary binary = new Binary("/lib/libfoo.so", "", 0x7f0000000000L, 0x7f0000100000L, 0);
    Frame one = NativeBinaries.unnamed(0x7f0000001234L, binary, 0x1234);
    Frame other = NativeBinaries.unnamed(0x7f0000005678L, binary, 0x5678);
    assertEquals("[libfoo.so]", one.name());
    assertEquals("libfoo.so", one.file());
    assertEquals(0x1234, one.line());
    assertEquals(one.name(), other.name());
    assertEquals(one.file(), other.file());
    assertEquals(0, NativeBinaries.unnamed(0x7f0000001234L, binary, -1).line());
  }

  @Test
  void aFunctionWithoutANameGoesByItsFile() {
    assertEquals("[libc.so.6]", new Binary("/lib/libc.so.6", "", 1, 2, 0).label());
    assertEquals("[a b]", new Binary("/a b", "", 1, 2, 0).label());
    assertEquals("[vdso]", new Binary("[vdso]", "", 1, 2, 0).label());
  }
}
