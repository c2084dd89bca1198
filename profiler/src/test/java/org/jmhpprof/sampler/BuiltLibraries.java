// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jmhpprof.jmh.JmhRun;

/** The native libraries that this build has made: this machine's own, and others'. */
final class BuiltLibraries {
  private BuiltLibraries() {}

  static Path file(String platform) {
    return JmhRun.module().resolve("target/classes" + LibraryResource.of(new Platform(platform)));
  }

  static List<String> platforms() {
    return LibraryResource.PLATFORMS.stream().filter(each -> Files.exists(file(each))).toList();
  }
}
