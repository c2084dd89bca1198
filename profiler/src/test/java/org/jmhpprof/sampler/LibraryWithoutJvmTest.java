// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each native library in a program of its platform that plays the JVM. For musl this is all that is
 * tried.
 */
@Timeout(120)
class LibraryWithoutJvmTest {
  @ParameterizedTest
  @MethodSource("org.jmhpprof.sampler.BuiltLibraries#platforms")
  void itLoadsAndSamples(String platform) throws Exception {
    List<String> command = new ArrayList<>(emulator(platform));
    String program = "/native/library_test-" + platform;
    command.add(Path.of(LibraryWithoutJvmTest.class.getResource(program).toURI()).toString());
    command.add(BuiltLibraries.file(platform).toString());
    Program run = Program.run(command.toArray(new String[0]));
    assertEquals(0, run.status(), run.output());
    assertTrue(run.output().endsWith("\n0 failed\n"), run.output());
  }

  /** What runs a platform's programs here: nothing for those of this machine's processor. */
  private static List<String> emulator(String platform) throws Exception {
    String processor = platform.split("-")[1];
    if (Platform.current().name().split("-")[1].equals(processor)) {
      return List.of();
    }
    String qemu = "qemu-" + processor + "-static";
    Program found = Program.run("sh", "-c", "command -v " + qemu);
    assumeTrue(found.status() == 0, "needs " + qemu);
    // Where Debian's cross compiler has glibc. musl's loader has a name of its own for each
    // processor.
    return List.of(qemu, "-L", "/usr/" + processor + "-linux-gnu");
  }
}
