// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. */
@Command(
    name = "jmh-pprof-gate",
    mixinStandardHelpOptions = true,
    description = "Compares the JMH benchmarks of two builds.")
public final class Gate {
  private Gate() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Gate()).execute(arguments));
  }
}
