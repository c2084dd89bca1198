// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A finding under a JDK and a clock.
 *
 * <p>Each test class keeps its own in a file, {@code target/accuracy/<class>.tsv}, so that they
 * come together whichever class ends last and in whichever JVM it ran. What a class measured stays
 * until it runs again, or until {@code clean}.
 */
record Measured(Finding finding, String column) {
  private static final String SEPARATOR = "\t";

  /** In place of what the class measured before. */
  static void keep(Path directory, String testClass, List<Measured> measured) throws IOException {
    Files.createDirectories(directory);
    Files.write(
        directory.resolve(testClass + ".tsv"), measured.stream().map(Measured::line).toList());
  }

  /** What all classes measured. */
  static List<Measured> all(Path directory) throws IOException {
    List<Measured> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        Files.readAllLines(file).stream().map(Measured::of).forEach(all::add);
      }
    }
    return all;
  }

  private String line() {
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

  private static Measured of(String line) {
    String[] parts = line.split(SEPARATOR, -1);
    Finding finding =
        new Finding(
            Answer.valueOf(parts[0]),
            parts[1],
            parts[2],
            parts[3],
            parts[4],
            Double.parseDouble(parts[5]),
            Boolean.parseBoolean(parts[6]));
    return new Measured(finding, parts[7]);
  }
}
