// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  @Test
  void theTableBeginsInALineOfItsOwn() {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(terminal, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(stream, true);
    ConsoleProgress progress = new ConsoleProgress(err, Optional.of(stream));
    progress.fork("a.B.c base", 1, 2, Duration.ofSeconds(5));
    progress.close();
    progress.close();
    stream.print("verdict");
    String shown = terminal.toString(StandardCharsets.UTF_8);
    assertTrue(shown.contains("forks"), shown);
    assertTrue(shown.endsWith("\nverdict"), shown);
  }

  @Test
  void aLogHasALinePerFork() {
    StringWriter text = new StringWriter();
    try (ConsoleProgress progress =
        new ConsoleProgress(new PrintWriter(text, true), Optional.empty())) {
      progress.fork("a.B.c base", 0, 2, Duration.ZERO);
      progress.say("a line");
    }
    assertEquals("[1/2] a.B.c base%na line%n".formatted(), text.toString());
  }
}
