// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;

/** Which of JMH's profilers ran: the file does not say, but their results' names do. */
final class Profilers {
  private static final Map<String, String> BY_PREFIX =
      Map.of(
          "gc.", "gc",
          "compiler.", "comp",
          "class.", "cl",
          "safepoints.", "safepoints",
          "stack", "stack",
          "jfr", "jfr",
          "async", "async",
          "perf", "perf",
          "pprof.", "pprof");

  private Profilers() {}

  static String of(Collection<String> metrics) {
    TreeSet<String> names = new TreeSet<>();
    for (String metric : metrics) {
      BY_PREFIX.forEach(
          (prefix, name) -> {
            if (metric.startsWith(prefix)) {
              names.add(name);
            }
          });
      // perfnorm's names are the events' own.
      if (metric.equals("CPI") || metric.equals("IPC") || metric.startsWith("instructions")) {
        names.add("perfnorm");
      }
    }
    return names.isEmpty() ? "none" : String.join(" ", names);
  }
}
