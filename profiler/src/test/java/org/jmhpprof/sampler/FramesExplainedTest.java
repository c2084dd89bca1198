// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who meets a frame in brackets finds it in docs/profiles.md. */
class FramesExplainedTest {
  @ParameterizedTest
  @EnumSource(PseudoFrame.class)
  void docsExplainTheFrame(PseudoFrame frame) throws IOException {
    String name = frame.frame().name();
    if (name.startsWith("[failed: ")) {
      // One line for what AsyncGetCallTrace says in Java and outside.
      name = name.substring("[failed: ".length(), name.length() - 1).replaceAll(",.*", "");
    }
    String docs =
        Files.readString(JmhRun.module().toAbsolutePath().getParent().resolve("docs/profiles.md"));
    assertTrue(docs.contains("`" + name + "`"), name);
  }
}
