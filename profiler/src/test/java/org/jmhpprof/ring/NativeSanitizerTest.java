// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeSanitizerTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"ring_stress_thread", "ring_stress_address"})
  void theStressRunsCleanUnderTheSanitizers(String program) throws Exception {
    Run run = run(program);
    assertEquals("", run.errors());
    assertEquals(0, run.status());
  }

  @Test
  void threadSanitizerFindsARecordPublishedBeforeItIsFilled() throws Exception {
    Run run = run("ring_stress_thread_broken");
    assertTrue(run.errors().contains("data race"), run.errors());
    assertNotEquals(0, run.status());
  }

  @Test
  void theChecksOfTheStressFindATornRecord() throws Exception {
    Run run = run("ring_stress_address_broken");
    assertTrue(run.errors().contains("a torn"), run.errors());
    assertNotEquals(0, run.status());
  }

  private record Run(int status, String errors) {}

  private Run run(String program) throws Exception {
    Path errors = dir.resolve("errors");
    Process process =
        new ProcessBuilder(NativeRing.built(program).toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile())
            .start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertTrue(ended, program + " hangs");
    return new Run(process.exitValue(), Files.readString(errors));
  }
}
