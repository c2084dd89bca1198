// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each native library asks of the C library: glibc 2.17 is that of RHEL 7. */
class LibraryNeedsTest {
  private static final Pattern VERSION = Pattern.compile("Name: (GLIBC_\\S+)");
  private static final Pattern OLD = Pattern.compile("GLIBC_2\\.([0-9]|1[0-7])(\\.[0-9]+)*");
  private static final Pattern LIBRARY = Pattern.compile("\\(NEEDED\\) .*\\[(.*)\\]");

  static List<String> forGlibc() {
    return BuiltLibraries.platforms().stream().filter(each -> !each.endsWith("-musl")).toList();
  }

  static List<String> forMusl() {
    return BuiltLibraries.platforms().stream().filter(each -> each.endsWith("-musl")).toList();
  }

  private static String read(String what, String platform) throws Exception {
    Program readelf =
        Program.run(
            "env", "LC_ALL=C", "readelf", "-W", what, BuiltLibraries.file(platform).toString());
    assertEquals(0, readelf.status(), readelf.output());
    return readelf.output();
  }

  static List<String> all() {
    return BuiltLibraries.platforms();
  }

  /** Each fork copies it out of the jar. */
  @ParameterizedTest
  @MethodSource("all")
  void nothingForDebuggersIsInItButTheNamesOfItsFunctions(String platform) throws Exception {
    String sections = read("--sections", platform);
    assertTrue(sections.contains(".symtab"), sections);
    assertFalse(sections.contains(".debug"), sections);
  }

  @Test
  void thisMachinesOwnIsAmongThem() {
    assertTrue(BuiltLibraries.platforms().contains(Platform.current().name()));
  }

  @ParameterizedTest
  @MethodSource("forGlibc")
  void anOldGlibcHasAllThatTheLibraryNeeds(String platform) throws Exception {
    String versions = read("--version-info", platform);
    List<String> needed = VERSION.matcher(versions).results().map(each -> each.group(1)).toList();
    assertFalse(needed.isEmpty(), versions);
    assertEquals(List.of(), needed.stream().filter(OLD.asMatchPredicate().negate()).toList());
  }

  /** musl's loader takes this name, and those of glibc's parts, for itself. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("forMusl")
  void onMuslNothingElseIsNeeded(String platform) throws Exception {
    List<String> needed =
        LIBRARY.matcher(read("--dynamic", platform)).results().map(each -> each.group(1)).toList();
    assertEquals(List.of("libc.so"), needed);
    assertFalse(read("--version-info", platform).contains("GLIBC"));
  }
}
