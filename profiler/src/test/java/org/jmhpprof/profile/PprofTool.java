// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code go tool pprof}. */
public final class PprofTool {
  private PprofTool() {}

  public static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("go", "version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** What the tool prints about a file; it must succeed and have nothing to complain about. */
  public static String run(Path scratch, Path file, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("go", "tool", "pprof"));
    command.addAll(List.of(options));
    command.add(file.toString());
    Path out = scratch.resolve("pprof.out");
    Path err = scratch.resolve("pprof.err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("PPROF_TMPDIR", scratch.toString());
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("no answer: " + command);
    }
    assertEquals("", Files.readString(err), command.toString());
    assertEquals(0, process.exitValue(), command.toString());
    return Files.readString(out);
  }
}
