// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guesses of {@code guess.h} on made-up stacks, {@code guess_test.c}. */
class GuessTest {
  @ParameterizedTest
  @ValueSource(strings = {"x86", "aarch64"})
  void callersAreFoundAndNothingElseIsRead(String processor) throws Exception {
    // The guesses for x86 read unaligned words; those for aarch64 run anywhere.
    assumeTrue(processor.equals("aarch64") || System.getProperty("os.arch").equals("amd64"));
    Path program = Path.of(GuessTest.class.getResource("/native/guess_test_" + processor).toURI());
    Process process = new ProcessBuilder(program.toString()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertEquals("0 failed\n", output);
  }
}
