// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was expected and what was measured, case by case, as a table in Markdown: a column for each
 * JDK and clock.
 */
final class Accuracy {
  private record Case(String name, String expected) {}

  private final Map<String, Map<Case, Map<String, String>>> sections = new LinkedHashMap<>();

  /**
   * Notes a measurement.
   *
   * @param column the JDK and the clock
   * @param value as it shall appear; in bold if it is not what was expected
   */
  void add(
      String section, String name, String expected, String column, String value, boolean within) {
    sections
        .computeIfAbsent(section, key -> new LinkedHashMap<>())
        .computeIfAbsent(new Case(name, expected), key -> new TreeMap<>())
        .put(column, within ? value : "**" + value + "**");
  }

  void write(Path file) throws IOException {
    TreeSet<String> columns = new TreeSet<>();
    sections.values().forEach(rows -> rows.values().forEach(row -> columns.addAll(row.keySet())));
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (section, rows) -> {
          text.append("\n## ").append(section).append("\n\n| case | expected |");
          columns.forEach(column -> text.append(' ').append(column).append(" |"));
          text.append("\n|---|---|").append("---|".repeat(columns.size())).append('\n');
          rows.forEach((named, values) -> row(text, named, values, columns));
        });
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void row(
      StringBuilder text, Case named, Map<String, String> values, Set<String> columns) {
    text.append("| ").append(named.name()).append(" | ").append(named.expected());
    columns.forEach(column -> text.append(" | ").append(values.getOrDefault(column, "")));
    text.append(" |\n");
  }
}
