// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.model.BenchmarkResult.RunDesign;

/**
 * How a fork is started, beside what its side and its benchmark ask for.
 *
 * @param processor where it runs, alone or with the other of its pair; empty for anywhere
 * @param flags of the JVM, before all others
 * @param stubs measured loops; empty where the score is JMH's own
 */
record Launch(Optional<Processor> processor, List<String> flags, Optional<Path> stubs) {
  private static final String OPTIONS = "JAVA_TOOL_OPTIONS";

  /** As JMH itself would. */
  static final Launch PLAIN = new Launch(Optional.empty(), List.of(), Optional.empty());

  boolean paired() {
    return processor.isPresent();
  }

  List<String> prefix() {
    return processor.map(Processor::prefix).orElse(List.of());
  }

  /**
   * By the environment: of all ways to give flags to a JVM this one leaves the benchmark's own
   * (@Fork) alone, and is the weakest.
   */
  void addTo(Map<String, String> environment) {
    if (!flags.isEmpty()) {
      String own = String.join(" ", flags);
      environment.merge(OPTIONS, own, (theirs, ours) -> ours + " " + theirs);
    }
  }

  /** What a comparison depends on. */
  SortedMap<String, String> facts() {
    SortedMap<String, String> facts = new TreeMap<>();
    (paired() ? RunDesign.PAIRS : RunDesign.TURNS).addTo(facts);
    return facts;
  }
}
