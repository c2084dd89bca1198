// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
  @TempDir Path directory;

  private Path mapped(String... files) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (String file : files) {
      rows.append("7f0c8a200000-7f0c8a228000 r-xp 00000000 fe:01 1835   ")
          .append(file)
          .append('\n');
    }
    rows.append("7ffd1c5f0000-7ffd1c611000 rw-p 00000000 00:00 0   [stack]\n");
    return Files.writeString(directory.resolve("maps"), rows);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "Linux, x86_64, linux-x86_64",
    "Linux, aarch64, linux-aarch64",
    "Linux, riscv64, linux-riscv64",
    "Windows 11, amd64, windows-x86_64",
    "Windows Server 2022, amd64, windows-x86_64",
    "Windows 11, aarch64, windows-aarch64",
    "Mac OS X, x86_64, macos-x86_64",
    "Mac OS X, aarch64, macos-aarch64",
    "macOS, arm64, macos-aarch64",
    "FreeBSD, amd64, freebsd-x86_64",
    "IBM OS, s390x, ibm_os-s390x"
  })
  void aJvmsOwnNamesBecomeThoseOfTheJar(String system, String processor, String name)
      throws IOException {
    assertEquals(name, Platform.of(system, processor, mapped("/lib/libc.so.6")).name());
  }

  /** Alpine's, Alpine's library by its other name, Debian's, Void's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/lib/ld-musl-x86_64.so.1",
        "/lib/libc.musl-x86_64.so.1",
        "/usr/lib/x86_64-linux-musl/libc.so",
        "/usr/lib/libc.so"
      })
  void muslIsToldByItsFile(String file) throws IOException {
    Path maps = mapped("/opt/jdk/lib/server/libjvm.so", file, "/opt/jdk/lib/libjava.so");
    assertEquals("linux-x86_64-musl", Platform.of("Linux", "amd64", maps).name());
    assertEquals("linux-aarch64-musl", Platform.of("Linux", "aarch64", maps).name());
    assertEquals("windows-x86_64", Platform.of("Windows 11", "amd64", maps).name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/usr/lib/x86_64-linux-gnu/libc.so.6",
        "/lib/x86_64-linux-gnu/libc-2.31.so",
        "/home/musl/ld-musl-fans/libfoo.so",
        "/home/a/mylibc.so"
      })
  void whatOnlyLooksLikeMuslIsGlibc(String file) throws IOException {
    assertEquals("linux-x86_64", Platform.of("Linux", "amd64", mapped(file)).name());
  }

  @Test
  void withoutAListOfMappingsItIsGlibc() {
    Path none = directory.resolve("none");
    assertEquals("linux-x86_64", Platform.of("Linux", "amd64", none).name());
  }
}
