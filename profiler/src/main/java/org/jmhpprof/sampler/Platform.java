// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a native library is made for: an operating system, a processor, and on Linux a C library.
 *
 * @param name as directories in the jar have it, {@code linux-x86_64-musl} for one
 */
record Platform(String name) {
  /** What musl's one file goes by. glibc's names have more than {@code libc.so} in them. */
  private static final Pattern MUSL =
      Pattern.compile("(?m)/(ld-musl-[^/]*|libc\\.musl-[^/]*|libc\\.so)$");

  /** Of this JVM. */
  static Platform current() {
    return of(
        System.getProperty("os.name"), System.getProperty("os.arch"), Path.of("/proc/self/maps"));
  }

  /**
   * The platform of a JVM.
   *
   * @param system the property {@code os.name}
   * @param processor the property {@code os.arch}
   * @param mappings the list of files in its memory, for Linux; glibc is taken for granted where it
   *     cannot be read
   */
  static Platform of(String system, String processor, Path mappings) {
    String base = systemName(system) + "-" + processorName(processor);
    return new Platform(base.startsWith("linux-") && hasMusl(mappings) ? base + "-musl" : base);
  }

  private static String systemName(String property) {
    String name = property.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return "windows";
    }
    return name.startsWith("mac") ? "macos" : name.replace(' ', '_');
  }

  private static String processorName(String property) {
    String name = property.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64", "x64" -> "x86_64";
      case "arm64" -> "aarch64";
      default -> name;
    };
  }

  private static boolean hasMusl(Path mappings) {
    try {
      return MUSL.matcher(Files.readString(mappings)).find();
    } catch (IOException e) {
      return false;
    }
  }
}
