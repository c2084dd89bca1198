// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkResult.RunDesign;
import org.jmhpprof.gate.run.Pairs;
import picocli.CommandLine.Option;

/** How the forks of both sides run beside each other. */
final class DesignOptions {
  enum Jit {
    BATCH,
    AS_IS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Option(
      names = "--design",
      paramLabel = "NAME",
      defaultValue = "pairs",
      description =
          "pairs: one fork of each side at the same time on one processor, compared by CPU time per"
              + " operation; turns: one after the other, by JMH's score. Default:"
              + " ${DEFAULT-VALUE}.")
  private RunDesign design;

  @Option(
      names = "--jit",
      paramLabel = "NAME",
      defaultValue = "batch",
      description =
          "In pairs: batch lets the program wait for the compiler (-Xbatch), so that forks settle"
              + " in the same compiled code; as-is leaves the JVM's flags alone. Default:"
              + " ${DEFAULT-VALUE}.")
  private Jit jit;

  boolean inTurns() {
    return design == RunDesign.TURNS;
  }

  /**
   * How pairs run; empty for turns.
   *
   * @param stubs where the measured loops go
   * @param err is told why there are no pairs where they were asked for
   */
  Optional<Pairs> pairs(Path stubs, PrintWriter err)
      throws BadInput, IOException, InterruptedException {
    if (inTurns()) {
      return Optional.empty();
    }
    Optional<String> why = Pairs.whyNotHere();
    if (why.isPresent()) {
      err.println("in turns, by wall time, since " + why.get());
      return Optional.empty();
    }
    return Optional.of(new Pairs(stubs, jit == Jit.BATCH));
  }

  /** Among what has to be equal when a run goes on. */
  void addTo(Map<String, String> facts) {
    design.addTo(facts);
    facts.put("jit", design == RunDesign.TURNS || jit == Jit.AS_IS ? "" : "-Xbatch");
  }
}
