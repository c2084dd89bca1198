// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code .ci/signal-safety}, on the library and on a handler with faults. */
class SignalSafetyTest {
  private static Program check(String library) throws Exception {
    Path module = JmhRun.module().toAbsolutePath();
    return Program.run(
        module.resolveSibling(".ci").resolve("signal-safety").toString(),
        module.resolve("target").resolve(library).toString());
  }

  @ParameterizedTest
  @MethodSource("org.jmhpprof.sampler.BuiltLibraries#platforms")
  void theHandlerReachesNothingThatIsNotAllowed(String platform) throws Exception {
    Program outcome = check("classes" + LibraryResource.of(new Platform(platform)));
    assertEquals(0, outcome.status(), outcome.output());
    assertTrue(outcome.output().contains("functions of "), outcome.output());
  }

  @Test
  void whatAHandlerMustNotReachIsFound() throws Exception {
    Program outcome = check("test-classes/native/libunsafehandler.so");
    assertEquals(1, outcome.status(), outcome.output());
    assertTrue(outcome.output().contains("the handler can reach malloc"), outcome.output());
    assertTrue(outcome.output().contains("a call through a pointer in report"), outcome.output());
  }
}
