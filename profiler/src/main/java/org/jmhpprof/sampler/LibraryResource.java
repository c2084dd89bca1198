// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.List;
import java.util.function.Predicate;

/** Where a platform's native library is, in the jar and among the classes. */
final class LibraryResource {
  static final String FILE_NAME = "libjmhpprof.so";

  /** Those that a build can make. A jar has fewer where a compiler was missing. */
  static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-aarch64", "linux-x86_64-musl", "linux-aarch64-musl");

  private LibraryResource() {}

  static String of(Platform platform) {
    return name(platform.name());
  }

  private static String name(String platform) {
    return "/native/" + platform + "/" + FILE_NAME;
  }

  /**
   * The library for a platform.
   *
   * @param inJar whether the jar has a resource of that name
   * @throws SamplerException that says what the jar has, if that is not what is needed
   */
  static String find(Platform needed, Predicate<String> inJar) throws SamplerException {
    String resource = of(needed);
    if (inJar.test(resource)) {
      return resource;
    }
    List<String> there = PLATFORMS.stream().filter(each -> inJar.test(name(each))).toList();
    throw new SamplerException(
        "the jar has " + (there.isEmpty() ? "none" : "those for " + String.join(", ", there)));
  }
}
