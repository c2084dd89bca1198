// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What was expected and what was measured, case by case, as a table in Markdown: a column for each
 * JDK and clock.
 */
final class Accuracy {
  private record Case(String section, String name, String expected) {}

  private final Map<Case, Map<String, String>> measured = new LinkedHashMap<>();
  private final List<String> misses = new ArrayList<>();

  /**
   * Notes a measurement.
   *
   * @param column the JDK and the clock
   * @param value as it shall appear
   * @param within whether it is what was expected
   */
  void add(
      String section, String name, String expected, String column, String value, boolean within) {
    measured
        .computeIfAbsent(new Case(section, name, expected), key -> new LinkedHashMap<>())
        .merge(column, within ? value : "**" + value + "**", (a, b) -> a + "; " + b);
    if (!within) {
      misses.add(section + ", " + name + ", " + column + ": " + value + ", expected " + expected);
    }
  }

  /** Everything that was not as expected. */
  List<String> misses() {
    return misses;
  }

  void write(Path file) throws IOException {
    TreeSet<String> columns = new TreeSet<>();
    measured.values().forEach(row -> columns.addAll(row.keySet()));
    StringBuilder text = new StringBuilder();
    String section = "";
    for (Map.Entry<Case, Map<String, String>> row : measured.entrySet()) {
      if (!row.getKey().section().equals(section)) {
        section = row.getKey().section();
        text.append("\n## ").append(section).append("\n\n| case | expected |");
        columns.forEach(column -> text.append(' ').append(column).append(" |"));
        text.append("\n|---|---|").append("---|".repeat(columns.size())).append('\n');
      }
      text.append("| ").append(row.getKey().name()).append(" | ").append(row.getKey().expected());
      for (String column : columns) {
        text.append(" | ").append(row.getValue().getOrDefault(column, ""));
      }
      text.append(" |\n");
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
