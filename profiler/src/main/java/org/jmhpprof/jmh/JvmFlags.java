// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which flags a JVM has: it refuses to start with others. Each JVM is asked once, which takes a
 * tenth of a second.
 */
final class JvmFlags {
  private static final Pattern FLAG = Pattern.compile("(?m)^ *\\S+ (\\w+) +:?= ");

  private final Function<String, Set<String>> ask;
  private final Map<String, Set<String>> known = new HashMap<>();

  JvmFlags() {
    this(JvmFlags::ask);
  }

  /** For tests: {@code ask} answers for a JVM. */
  JvmFlags(Function<String, Set<String>> ask) {
    this.ask = ask;
  }

  /**
   * Whether the JVM has the flag.
   *
   * @param jvm the path of the {@code java} command
   */
  boolean has(String jvm, String flag) {
    return known.computeIfAbsent(jvm, ask).contains(flag);
  }

  private static Set<String> ask(String jvm) {
    List<String> command =
        List.of(
            jvm,
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+PrintFlagsFinal",
            "-version");
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String flags =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return FLAG.matcher(flags)
          .results()
          .map((MatchResult row) -> row.group(1))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      // It cannot be started, which JMH will say when it tries.
      return Set.of();
    }
  }
}
