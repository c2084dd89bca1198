// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of the native library that need no JVM, each in a program of its own. */
@Timeout(120)
class NativePartsTest {
  private static Program run(String name) throws Exception {
    return Program.run(
        Path.of(NativePartsTest.class.getResource("/native/" + name).toURI()).toString());
  }

  @Test
  void whoClosesAWindowHasItForHimself() throws Exception {
    Program run = run("phaser_stress_thread");
    assertEquals(0, run.status(), run.output());
  }

  @Test
  void threadSanitizerFindsAHandlerThatLooksBeforeItIsCounted() throws Exception {
    Program run = run("phaser_stress_thread_broken");
    assertNotEquals(0, run.status(), run.output());
    assertTrue(run.output().contains("data race"), run.output());
  }

  /**
   * Tables of threads, guesses of callers, chains of frames, the code cache, the kernel's frames,
   * the distance of signals.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry_test",
        "guess_test_x86",
        "guess_test_aarch64",
        "chain_test_x86",
        "chain_test_aarch64",
        "code_test",
        "stubs_test",
        "found_test",
        "kernel_chain_test",
        "pace_test"
      })
  void partsKeepTheirPromises(String program) throws Exception {
    // What is for x86 reads unaligned words; what is for aarch64 runs anywhere.
    assumeTrue(!program.endsWith("_x86") || System.getProperty("os.arch").equals("amd64"));
    Program run = run(program);
    assertEquals("0 failed\n", run.output());
    assertEquals(0, run.status());
  }
}
