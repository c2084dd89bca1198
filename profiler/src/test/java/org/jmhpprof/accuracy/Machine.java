// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jmhpprof.jmh.JmhRun;

/** What the numbers were measured on. */
final class Machine {
  private Machine() {}

  static String describe() throws IOException {
    List<String> jdks = new ArrayList<>();
    for (Path jdk : JmhRun.jdks()) {
      String release = Files.readString(jdk.resolve("release"));
      jdks.add(
          first(release, "IMPLEMENTOR=\"(.*)\"")
              + " "
              + first(release, "JAVA_RUNTIME_VERSION=\"(.*)\""));
    }
    return String.format(
        "%s, %s, %d processors, Linux %s, perf_event_paranoid %s; JDKs: %s",
        LocalDate.now(),
        first(Files.readString(Path.of("/proc/cpuinfo")), "model name\\s*: (.*)"),
        Runtime.getRuntime().availableProcessors(),
        first(System.getProperty("os.version"), "^([0-9.]+)"),
        Files.readString(Path.of("/proc/sys/kernel/perf_event_paranoid")).strip(),
        String.join(", ", jdks));
  }

  private static String first(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .findFirst()
        .map((MatchResult found) -> found.group(1))
        .orElse("unknown");
  }
}
