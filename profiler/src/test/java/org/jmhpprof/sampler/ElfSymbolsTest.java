// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ElfSymbolsTest {
  /** Stripped; its symbols are in {@link #DEBUG_FILES}. */
  private static final Path STRIPPED = resource("/native/libstripped.so");

  private static final Path WHOLE = STRIPPED.resolveSibling("libstripped.so.whole");
  private static final Path DEBUG_FILES = STRIPPED.resolveSibling("debug");
  private static final String BUILD_ID = "abcdef0123456789";
  private static final int SECTION_HEADERS_AT = 40;

  @BeforeAll
  static void link() throws SamplerException {
    NativeLibrary.link();
  }

  @TempDir Path directory;

  private static Path resource(String name) {
    try {
      return Path.of(ElfSymbolsTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** What is mapped into this JVM, and the JVM itself of each JDK. */
  static Stream<Path> libraries() throws IOException {
    TreeSet<Path> files = new TreeSet<>();
    for (String row : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] columns = row.split("\\s+", 6);
      if (columns[1].contains("x") && columns.length == 6 && columns[5].endsWith(".so")) {
        files.add(Path.of(columns[5]));
      }
      if (columns.length == 6 && columns[5].matches(".*/libc\\.so\\.6")) {
        files.add(Path.of(columns[5]));
      }
    }
    for (Path jdk : JmhRun.jdks()) {
      files.add(jdk.resolve("lib/server/libjvm.so"));
    }
    return files.stream();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void theBuildIdIsTheOneThatReadelfSays(Path library) throws IOException {
    Matcher id =
        Pattern.compile("Build ID: (\\w+)")
            .matcher(Program.run("readelf", "-n", "" + library).output());
    String expected = id.find() ? id.group(1) : "";
    assertEquals(expected, ElfSymbols.read(library, ElfSymbols.DEBUG_FILES).buildId());
  }

  /** The address of a function, which in this library is its offset in the file, too. */
  private static long address(String function) throws IOException {
    Matcher row =
        Pattern.compile("(\\w+) [tT] " + function + "\\n")
            .matcher(Program.run("nm", "" + WHOLE).output());
    assertTrue(row.find());
    return Long.parseLong(row.group(1), 16);
  }

  private static void assertFunctions(ElfSymbols symbols, String hidden) throws IOException {
    assertEquals("exported_function", symbols.function(address("exported_function") + 1));
    assertEquals(hidden, symbols.function(address("hidden_function")));
    assertNull(symbols.function(0));
    assertNull(symbols.function(1L << 40));
  }

  @Test
  void aLibraryWithSymbolsNamesAllFunctions() throws IOException {
    assertFunctions(ElfSymbols.read(WHOLE, directory), "hidden_function");
  }

  @Test
  void aStrippedOneNamesWhatItExports() throws IOException {
    ElfSymbols symbols = ElfSymbols.read(STRIPPED, directory);
    assertEquals(BUILD_ID, symbols.buildId());
    assertFunctions(symbols, null);
  }

  @Test
  void aStrippedOneWhoseSymbolsAreInstalledNamesAllFunctions() throws IOException {
    assertFunctions(ElfSymbols.read(STRIPPED, DEBUG_FILES), "hidden_function");
  }

  @Test
  void symbolsOfAnotherBuildAreNotTaken() throws IOException {
    Path other = directory.resolve(".build-id/ab/cdef0123456789.debug");
    Files.createDirectories(other.getParent());
    Files.copy(DEBUG_FILES.resolve(directory.relativize(other)), other);
    edit(other, image -> image.put(offsetOf(image, BUILD_ID), (byte) 0));
    assertFunctions(ElfSymbols.read(STRIPPED, directory), null);
  }

  @Test
  void theSymbolsOfThisMachinesLibcAreTakenWhereTheyAreInstalled() throws IOException {
    Path libc = libraries().filter(each -> each.endsWith("libc.so.6")).findFirst().orElseThrow();
    String id = ElfSymbols.read(libc, directory).buildId();
    Path separate = Path.of("/usr/lib/debug/.build-id", id.substring(0, 2));
    assumeTrue(Files.exists(separate.resolve(id.substring(2) + ".debug")), "needs libc6-dbg");
    ElfSymbols symbols = ElfSymbols.read(libc, ElfSymbols.DEBUG_FILES);
    ElfSymbols exported = ElfSymbols.read(libc, directory);
    Matcher rows =
        Pattern.compile("(\\w+) \\w+ t (_int_malloc|_int_free|__memmove_avx_unaligned)\\n")
            .matcher(
                Program.run("nm", "-S", "" + separate.resolve(id.substring(2) + ".debug"))
                    .output());
    assertTrue(rows.find());
    do {
      long offset = Long.parseLong(rows.group(1), 16);
      assertNull(exported.function(offset));
      assertFalse(symbols.function(offset) == null, rows.group());
    } while (rows.find());
  }

  /** As objdump names them. */
  @ParameterizedTest
  @MethodSource("libraries")
  void theStubsForOtherLibrariesHaveTheNamesThatObjdumpSays(Path library) throws IOException {
    ElfSymbols symbols = ElfSymbols.read(library, directory);
    Matcher stubs =
        Pattern.compile("(?m)^(\\w{16}) <(\\w+)(?:@@?\\w+)?@plt>:$")
            .matcher(
                Program.run("objdump", "-d", "-j", ".plt", "-j", ".plt.got", "" + library)
                    .output());
    Path libjvm = Path.of("server/libjvm.so");
    assertTrue(stubs.find() || !library.endsWith(libjvm), "libjvm calls libc");
    stubs.reset();
    while (stubs.find()) {
      // Before the first segment that is not mapped one to one, addresses are offsets.
      long start = Long.parseLong(stubs.group(1), 16);
      assertEquals(stubs.group(2) + "@plt", symbols.function(start), library.toString());
      assertEquals(stubs.group(2) + "@plt", symbols.function(start + 7), library.toString());
    }
  }

  private interface Edit {
    void apply(ByteBuffer image);
  }

  private static void edit(Path file, Edit edit) throws IOException {
    ByteBuffer image = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    edit.apply(image);
    Files.write(file, image.array());
  }

  private Path edited(Path original, Edit edit) throws IOException {
    Path copy = directory.resolve("edited.so");
    Files.copy(original, copy, StandardCopyOption.REPLACE_EXISTING);
    edit(copy, edit);
    return copy;
  }

  private static int offsetOf(ByteBuffer image, String hex) {
    byte[] wanted = HexFormat.of().parseHex(hex);
    int at = 0;
    while (!ByteBuffer.wrap(image.array(), at, wanted.length).equals(ByteBuffer.wrap(wanted))) {
      at++;
    }
    return at;
  }

  @Test
  void aNoteOfAnotherOwnerIsNoBuildIdWhereverItStands() throws IOException {
    assertEquals(BUILD_ID, ElfSymbols.read(STRIPPED, directory).buildId());
    Path swapped =
        edited(
            STRIPPED,
            image -> {
              int note = offsetOf(image, BUILD_ID) - 16;
              byte[] gnu = new byte[24];
              byte[] other = new byte[24];
              image.get(note, gnu).get(note + 24, other);
              image.put(note, other).put(note + 24, gnu);
            });
    assertEquals(BUILD_ID, ElfSymbols.read(swapped, directory).buildId());
  }

  @Test
  void withoutSectionHeadersTheBuildIdStillLeadsToTheSymbols() throws IOException {
    Path bare =
        edited(STRIPPED, image -> image.putLong(SECTION_HEADERS_AT, 0).putShort(60, (short) 0));
    ElfSymbols symbols = ElfSymbols.read(bare, DEBUG_FILES);
    assertEquals(BUILD_ID, symbols.buildId());
    assertFunctions(symbols, "hidden_function");
  }

  /** The header of the first section of a type. */
  private static int section(ByteBuffer image, int type) {
    int at = (int) image.getLong(SECTION_HEADERS_AT);
    while (image.getInt(at + 4) != type) {
      at += 64;
    }
    return at;
  }

  @Test
  void aCompressedSymbolTableIsNotReadAsIfItWereNone() throws IOException {
    Path compressed =
        edited(
            WHOLE,
            image -> {
              int flags = section(image, ElfFile.SECTION_SYMBOLS) + 8;
              image.putLong(flags, image.getLong(flags) | 0x800);
            });
    assertFunctions(ElfSymbols.read(compressed, directory), null);
  }

  @Test
  void aFileMayBeLargerThanTwoGibibytes() throws IOException {
    long far = 3L << 30;
    Path large = edited(WHOLE, image -> {});
    try (FileChannel channel =
        FileChannel.open(large, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer image = ByteBuffer.wrap(Files.readAllBytes(large)).order(ByteOrder.LITTLE_ENDIAN);
      int table = section(image, ElfFile.SECTION_SYMBOLS);
      int headers = (int) image.getLong(SECTION_HEADERS_AT);
      // The symbol table moves to the far end of a file with a hole, the headers behind it.
      ByteBuffer symbols =
          image.slice((int) image.getLong(table + 24), (int) image.getLong(table + 32));
      image.putLong(table + 24, far);
      channel.write(symbols, far);
      channel.write(image.slice(headers, image.limit() - headers), far + (1 << 20));
      image.putLong(SECTION_HEADERS_AT, far + (1 << 20));
      channel.write(image.slice(0, 64), 0);
    }
    ElfSymbols symbols = ElfSymbols.read(large, directory);
    assertEquals(BUILD_ID, symbols.buildId());
    assertFunctions(symbols, "hidden_function");
  }

  @Test
  void whatIsNoElfFileHasNoFunctions() throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(directory.resolve("missing"));
    files.add(directory);
    files.add(Files.write(directory.resolve("empty"), new byte[0]));
    files.add(Files.write(directory.resolve("text"), new byte[1000]));
    for (Path file : files) {
      ElfSymbols symbols = ElfSymbols.read(file, directory);
      assertEquals("", symbols.buildId(), file.toString());
      assertNull(symbols.function(0x1100), file.toString());
    }
  }

  /** Whatever is read of a damaged file, nothing is thrown. */
  @Test
  void aDamagedFileDoesNoHarm() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    long address = address("exported_function");
    for (int i = 0; i < 500; i++) {
      Path damaged =
          edited(
              WHOLE,
              image -> {
                int headers = (int) image.getLong(SECTION_HEADERS_AT);
                int at =
                    switch (random.nextInt(3)) {
                      case 0 -> random.nextInt(64, 0x280);
                      case 1 -> headers + random.nextInt(image.limit() - headers);
                      default -> random.nextInt(16, image.limit());
                    };
                image.put(at, (byte) random.nextInt());
              });
      ElfSymbols symbols = ElfSymbols.read(damaged, DEBUG_FILES);
      for (long offset = address; offset < address + 64; offset++) {
        symbols.function(offset);
      }
    }
    for (int length = 0; length < Files.size(WHOLE); length += 97) {
      byte[] part = Arrays.copyOf(Files.readAllBytes(WHOLE), length);
      Path cut = Files.write(directory.resolve("cut.so"), part);
      ElfSymbols.read(cut, DEBUG_FILES).function(address);
    }
  }
}
