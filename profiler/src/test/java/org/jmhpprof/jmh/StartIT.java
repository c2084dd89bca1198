// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jmhpprof.profile.ProfileComments;
import org.jmhpprof.profile.ProfileInvariants;
import org.jmhpprof.proto.Profile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a fork does before its first window, and what it leaves for later, by the order in which its
 * JVM loads and compiles.
 */
class StartIT {
  /** Loaded when the first window is opened. */
  private static final String WINDOW_OPENS = "org.jmhpprof.sampler.RingReader$Window ";

  /** Loaded when a window is closed. */
  private static final String WINDOW_CLOSED = "org.jmhpprof.sampler.WindowSummary ";

  private static final String SYMBOLS_ARE_READ = "org.jmhpprof.sampler.FunctionTable ";
  private static final Pattern READER_COMPILED =
      Pattern.compile(" [1-4] +org\\.jmhpprof\\.sampler\\.WindowReader::accept ");

  @TempDir Path directory;

  static List<Path> jdks() throws IOException {
    return JmhRun.jdks();
  }

  /** What the fork loaded and compiled, a line each, in order. */
  private List<String> log(Path jdk, int warmups) throws IOException, InterruptedException {
    Path log = directory.resolve("fork.log");
    String arguments =
        "Burn.hot -f 1 -w 1 -i 2 -r 500ms -prof pprof -wi "
            + warmups
            + " -jvmArgsAppend -Xlog:class+load,jit+compilation=debug:file="
            + log;
    JmhRun run = JmhRun.of(jdk, directory, arguments.split(" "));
    assertEquals(0, run.status(), run.output());
    List<String> lines = Files.readAllLines(log);
    assertTrue(first(lines, line -> line.contains(WINDOW_OPENS)) < lines.size(), run.output());
    return lines;
  }

  private static int first(List<String> lines, Predicate<String> wanted) {
    int at = 0;
    while (at < lines.size() && !wanted.test(lines.get(at))) {
      at++;
    }
    return at;
  }

  private static int firstWith(List<String> lines, String part) {
    return first(lines, line -> line.contains(part));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theReaderIsCompiledInTheWarmupAndMadeUpSamplesStayOutOfTheProfile(Path jdk)
      throws Exception {
    List<String> lines = log(jdk, 1);
    int compiled = first(lines, READER_COMPILED.asPredicate());
    assertTrue(compiled < firstWith(lines, WINDOW_OPENS), String.join("\n", lines));

    Profile profile = ProfileInvariants.read(JmhRun.profiles(directory).get(0));
    ProfileComments.assertConserved(profile);
    assertFalse(
        profile.getStringTableList().stream()
            .anyMatch(name -> name.startsWith("org.jmhpprof.sampler.NativeSampler.")),
        profile.getStringTableList().toString());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whatTheFirstTickDoesNotNeedWaitsForTheEndOfTheIteration(Path jdk) throws Exception {
    List<String> lines = log(jdk, 0);
    int opens = firstWith(lines, WINDOW_OPENS);
    int closed = firstWith(lines, WINDOW_CLOSED);
    assertTrue(opens < closed && closed < lines.size(), String.join("\n", lines));
    // A profile without native frames has none to read; this one has those of the JIT compiler.
    assertTrue(closed < firstWith(lines, SYMBOLS_ARE_READ), String.join("\n", lines));
    assertTrue(firstWith(lines, SYMBOLS_ARE_READ) < lines.size(), String.join("\n", lines));
    // Without a warm-up there is no rehearsal.
    assertTrue(opens < first(lines, READER_COMPILED.asPredicate()), String.join("\n", lines));
    // To load the classes of protobuf's messages takes longer than to write the profile.
    assertEquals(lines.size(), firstWith(lines, "org.jmhpprof.proto."));
  }
}
