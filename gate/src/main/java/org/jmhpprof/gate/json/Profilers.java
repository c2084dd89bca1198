// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which of JMH's profilers ran: the file does not say, but their results' names do. */
final class Profilers {
  private static final Map<String, String> BY_PREFIX =
      Map.of(
          "gc.", "gc",
          "compiler.", "comp",
          "class.", "cl",
          "safepoints.", "safepoints",
          "pprof.", "pprof");

  /** Results that are text. Without this unit such a name is a counter's or a group's method. */
  private static final Pattern TEXT = Pattern.compile("(stack|jfr|async|perf|asm)\\w*");

  private static final String TEXT_UNIT = "---";

  private Profilers() {}

  /**
   * Their names.
   *
   * @param units of the secondary results, by name
   */
  static String of(Map<String, String> units) {
    TreeSet<String> names = new TreeSet<>();
    units.forEach(
        (metric, unit) -> {
          BY_PREFIX.forEach(
              (prefix, name) -> {
                if (metric.startsWith(prefix)) {
                  names.add(name);
                }
              });
          if (unit.equals(TEXT_UNIT) && TEXT.matcher(metric).matches()) {
            names.add(metric);
          }
          // perfnorm's names are the events' own.
          if (metric.equals("CPI") || metric.equals("IPC") || metric.startsWith("instructions")) {
            names.add("perfnorm");
          }
        });
    return names.isEmpty() ? "none" : String.join(" ", names);
  }
}
