// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jmhpprof.jmh.JmhRun;

/** A reader of pprof files from npm, run by a script in {@code src/test/js}. */
final class NodeReader {
  private static final Path SCRIPTS = JmhRun.module().resolve("src/test/js");

  private NodeReader() {}

  /** Skips a test where there is no Node, or the packages have not been installed. */
  static void requireInstalled() {
    boolean node =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
    assumeTrue(node, "node is not installed");
    assumeTrue(
        Files.isDirectory(SCRIPTS.resolve("node_modules")),
        "run npm ci --ignore-scripts in " + SCRIPTS + " first");
  }

  /** What a reader shows of a file: values by stacks, frames from the root with ; between. */
  static SortedMap<String, Long> stacks(Path scratch, String script, Path file, String... more)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("node", SCRIPTS.resolve(script).toString(), file.toString()));
    command.addAll(List.of(more));
    Path out = scratch.resolve("reader.out");
    Path err = scratch.resolve("reader.err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertTrue(process.waitFor(5, TimeUnit.MINUTES), "no answer: " + command);
    } finally {
      process.destroyForcibly();
    }
    assertEquals("", Files.readString(err), command.toString());
    assertEquals(0, process.exitValue(), command.toString());
    SortedMap<String, Long> stacks = new TreeMap<>();
    for (String line : Files.readAllLines(out)) {
      int space = line.indexOf(' ');
      stacks.put(line.substring(space + 1), Long.parseLong(line.substring(0, space)));
    }
    return stacks;
  }
}
