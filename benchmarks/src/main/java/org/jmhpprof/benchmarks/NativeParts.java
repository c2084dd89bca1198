// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The libraries of {@code src/main/c}, out of the jar. */
final class NativeParts {
  private NativeParts() {}

  static void load(String name) {
    try (InputStream library =
        NativeParts.class.getResourceAsStream("/native/lib" + name + ".so")) {
      Path copy = Files.createTempFile("lib" + name, ".so");
      Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
      System.load(copy.toString());
      Files.delete(copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
