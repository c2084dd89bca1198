// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Regenerates the tables of docs/gate-validation.md on made-up forks. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = "Error rates and power on made-up forks, as tables in Markdown.")
final class Simulate implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Comparisons per cell. Default: ${DEFAULT-VALUE}.")
  private int trials;

  @Option(
      names = "--suites",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Suites per row of the last table. Default: ${DEFAULT-VALUE}.")
  private int suites;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same tables. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("False alarms at a nominal 5 %, two-sided, in % of " + trials + ":\n");
    out.println(FalseAlarms.table(5, trials, seed));
    out.println(FalseAlarms.table(10, trials, seed));
    out.println("Smallest change found in 80 % of cases, in SD of fork means, " + trials + ":\n");
    out.println(Detectable.table(trials, seed));
    out.println("Forks that the gate says are needed, error rate 2.5 % one-sided:\n");
    out.println(Detectable.forksNeededTable(trials, seed));
    out.println("False alarms at a nominal 5 % on a drifting machine, in % of " + trials + ":\n");
    out.println(Interleaving.table(trials, seed));
    out.println(
        "The whole gate: 8 benchmarks, looks at 6, 12 and 24 forks, margin 5 %, error rate 5 % over"
            + " the suite, "
            + suites
            + " suites per row:\n");
    out.println(Suites.table(suites, seed));
    return 0;
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Simulate()).execute(arguments));
  }
}
