// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The libraries of {@code src/test/c}. */
final class TestLibrary {
  private TestLibrary() {}

  static void load(String name) {
    try {
      System.load(
          Path.of(TestLibrary.class.getResource("/native/lib" + name + ".so").toURI()).toString());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
