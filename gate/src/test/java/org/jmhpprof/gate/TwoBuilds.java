// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.gate.fixture.FixtureJar;

/**
 * Builds of the fixtures in a directory, and the gate that runs them there with short iterations.
 *
 * @param directory where the gate is started
 * @param iteration how long an iteration takes, such as {@code 50ms}; there is one to warm up
 * @param iterations how many are measured
 */
record TwoBuilds(Path directory, String iteration, int iterations) {
  /** The same with longer iterations. */
  TwoBuilds withIterationsOf(String time) {
    return new TwoBuilds(directory, time, iterations);
  }

  /** A build that does this much work. */
  String jar(String name, String work) throws IOException {
    return FixtureJar.write(directory.resolve(name), work).toString();
  }

  /** A build without the benchmarks of some classes. */
  String jarWithout(String classes, String name, String work) throws IOException {
    return FixtureJar.write(directory.resolve(name), work, classes).toString();
  }

  /**
   * Compares two builds, with results in {@code o}.
   *
   * @param words regular expressions and options, with blanks between them
   * @param more options whose values have blanks
   */
  GateProcess run(String base, String head, String words, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(0, List.of("--base", base, "--head", head, "--out", "o"));
    return gate("run " + words, all.toArray(String[]::new));
  }

  /** Runs a command that runs benchmarks. */
  GateProcess gate(String words, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of(words.split(" +")));
    all.addAll(List.of(more));
    all.addAll(List.of("-wi", "1", "-w", iteration, "-i", String.valueOf(iterations)));
    all.addAll(List.of("-r", iteration, "--ignore-jmh-lock"));
    return GateProcess.start(directory, all.toArray(String[]::new));
  }
}
