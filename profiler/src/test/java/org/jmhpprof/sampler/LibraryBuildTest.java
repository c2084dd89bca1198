// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build of the native libraries says on a machine without cross compilers. */
class LibraryBuildTest {
  private static final String MISSING =
      "the jar gets no native library for linux-.* linux-.* linux-.*: cannot compile with .*-gcc .*";

  @TempDir Path path;

  @BeforeEach
  void onlyTheMachinesOwnToolsAreThere() throws Exception {
    for (String tool : List.of("sh", "make", "cc", "nproc")) {
      Program found = Program.run("sh", "-c", "command -v " + tool);
      assertEquals(0, found.status(), tool);
      String script = "#!/bin/sh\nexec " + found.output().strip() + " \"$@\"\n";
      assertTrue(Files.writeString(path.resolve(tool), script).toFile().setExecutable(true));
    }
  }

  /** What would be done, without doing it. */
  private Program make(String libraries) throws Exception {
    return Program.run(
        "env",
        "PATH=" + path,
        "make",
        "--dry-run",
        "--always-make",
        "-C",
        JmhRun.module().resolve("src/main/c").toString(),
        "OUT=" + path.resolve("out"),
        "CLASSES=" + path.resolve("classes"),
        "LIBRARIES=" + libraries);
  }

  @Test
  void itMakesTheMachinesOwnAndNamesTheOthersInALine() throws Exception {
    Program make = make("available");
    assertEquals(0, make.status(), make.output());
    assertEquals(1, make.output().lines().filter(line -> line.matches(MISSING)).count());
    assertTrue(make.output().contains(Platform.current().name() + "/libjmhpprof.so"));
  }

  @Test
  void whereAllAreWantedItRefuses() throws Exception {
    Program make = make("all");
    assertEquals(2, make.status(), make.output());
    assertTrue(make.output().lines().anyMatch(line -> line.matches(".*" + MISSING)), make.output());
    assertFalse(make.output().contains("libjmhpprof.so"), make.output());
  }
}
