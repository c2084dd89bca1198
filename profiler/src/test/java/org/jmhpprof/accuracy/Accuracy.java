// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What was expected and what was measured, case by case, as tables in Markdown: a column for each
 * JDK and clock.
 *
 * <p>Each test class keeps its part in a file of its own, {@code accuracy/<class>.tsv}, and then
 * writes the tables anew from all parts, so that they are whole whichever class ends last and in
 * whichever JVM it ran. The parts of classes that ran earlier stay until {@code clean}.
 */
final class Accuracy {
  /** A finding under a JDK and a clock. */
  record Measured(Finding finding, String column) {
    private static final String SEPARATOR = "\t";

    String line() {
      return String.join(
          SEPARATOR,
          finding.answer().name(),
          finding.benchmark(),
          finding.how(),
          finding.expected(),
          finding.value(),
          Double.toString(finding.used()),
          Boolean.toString(finding.within()),
          column);
    }

    static Measured of(String line) {
      String[] parts = line.split(SEPARATOR, -1);
      return new Measured(
          new Finding(
              Answer.valueOf(parts[0]),
              parts[1],
              parts[2],
              parts[3],
              parts[4],
              Double.parseDouble(parts[5]),
              Boolean.parseBoolean(parts[6])),
          parts[7]);
    }
  }

  private record Case(String name, String expected) {}

  private final Path parts;
  private final Path tables;

  /**
   * Reads and writes below a directory.
   *
   * @param target of the build
   */
  Accuracy(Path target) throws IOException {
    this.parts = Files.createDirectories(target.resolve("accuracy"));
    this.tables = target.resolve("accuracy.md");
  }

  /** Keeps what one test class measured, in place of what it measured before. */
  void keep(String testClass, List<Measured> measured) throws IOException {
    Files.write(parts.resolve(testClass + ".tsv"), measured.stream().map(Measured::line).toList());
  }

  /** Writes the tables of all parts. */
  void write() throws IOException {
    Map<Answer, List<Measured>> byAnswer = new EnumMap<>(Answer.class);
    for (Measured measured : all()) {
      byAnswer.computeIfAbsent(measured.finding().answer(), key -> new ArrayList<>()).add(measured);
    }
    StringBuilder text = new StringBuilder();
    byAnswer.forEach((answer, measured) -> table(text, answer, measured));
    Files.writeString(tables, text);
  }

  private List<Measured> all() throws IOException {
    List<Measured> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(parts)) {
      for (Path file : files.sorted().toList()) {
        Files.readAllLines(file).stream().map(Measured::of).forEach(all::add);
      }
    }
    return all;
  }

  /** A value that is not as expected is in bold. */
  private static void table(StringBuilder text, Answer answer, List<Measured> measured) {
    Set<String> columns = new TreeSet<>();
    Map<Case, Map<String, String>> rows = new LinkedHashMap<>();
    for (Measured one : measured) {
      Finding finding = one.finding();
      columns.add(one.column());
      rows.computeIfAbsent(
              new Case(finding.benchmark() + finding.how(), finding.expected()),
              key -> new TreeMap<>())
          .put(one.column(), finding.within() ? finding.value() : "**" + finding.value() + "**");
    }
    text.append("\n## ").append(answer.title()).append("\n\n| case | expected |");
    columns.forEach(column -> text.append(' ').append(column).append(" |"));
    text.append("\n|---|---|").append("---|".repeat(columns.size())).append('\n');
    rows.forEach((named, values) -> row(text, named, values, columns));
  }

  private static void row(
      StringBuilder text, Case named, Map<String, String> values, Set<String> columns) {
    text.append("| ").append(named.name()).append(" | ").append(named.expected());
    columns.forEach(column -> text.append(" | ").append(values.getOrDefault(column, "")));
    text.append(" |\n");
  }
}
