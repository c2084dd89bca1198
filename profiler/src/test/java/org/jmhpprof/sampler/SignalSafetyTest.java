// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.api.Test;

/** {@code .ci/signal-safety}, on the library and on a handler with faults. */
class SignalSafetyTest {
  private record Outcome(int status, String output) {}

  private static Outcome check(String library) throws Exception {
    Path module = JmhRun.module().toAbsolutePath();
    Process script =
        new ProcessBuilder(
                module.resolveSibling(".ci").resolve("signal-safety").toString(),
                module.resolve("target").resolve(library).toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(script.waitFor(), output);
  }

  @Test
  void theHandlerReachesNothingThatIsNotAllowed() throws Exception {
    String arch = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    Outcome outcome = check("classes/native/linux-" + arch + "/libjmhpprof.so");
    assertEquals(0, outcome.status(), outcome.output());
    assertTrue(outcome.output().contains("functions of the library"), outcome.output());
  }

  @Test
  void whatAHandlerMustNotReachIsFound() throws Exception {
    Outcome outcome = check("test-classes/native/libunsafehandler.so");
    assertEquals(1, outcome.status(), outcome.output());
    assertTrue(outcome.output().contains("the handler can reach malloc"), outcome.output());
    assertTrue(outcome.output().contains("a call through a pointer in report"), outcome.output());
  }
}
