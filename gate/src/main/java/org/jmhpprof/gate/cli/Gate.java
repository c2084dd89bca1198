// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.SuiteResult.Conclusion;
import org.jmhpprof.gate.model.Verdict.ExitStatus;
import org.jmhpprof.gate.run.JmhOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The program. */
@Command(
    name = "jmh-pprof-gate",
    mixinStandardHelpOptions = true,
    versionProvider = Gate.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Compares the JMH benchmarks of two builds and says which regressed.",
    footer = {
      "",
      "Exit status: 0 pass; 1 a benchmark regressed, failed in head alone, or",
      "vanished; 2 bad input or usage, something incomparable, or nothing tested;",
      "3 a benchmark was not tested, or is inconclusive with",
      "--fail-on=inconclusive; 70 internal error."
    })
public final class Gate implements Runnable {
  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Where an internal error came from.")
  private boolean stacktrace;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Gate() {}

  /** The version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"jmh-pprof-gate " + Gate.version()};
    }
  }

  static String version() {
    String version = Gate.class.getPackage().getImplementationVersion();
    return version == null ? "(unpacked)" : version;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    System.exit(execute(out, err, arguments));
  }

  /** Runs a command and returns its exit status. */
  static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    List<String> ours = new ArrayList<>();
    List<String> jmh = new ArrayList<>();
    boolean runsJmh =
        arguments.length > 0 && (arguments[0].equals("run") || arguments[0].equals("aa"));
    for (int i = 0; i < arguments.length; i++) {
      if (runsJmh && JmhOptions.isOption(arguments[i])) {
        jmh.add(arguments[i]);
        if (i + 1 < arguments.length) {
          jmh.add(arguments[++i]);
        }
      } else if (SideOptions.takesJvmArgs(arguments[i]) && i + 1 < arguments.length) {
        // Its value may begin with a dash.
        ours.add(arguments[i] + "=" + arguments[++i]);
      } else {
        ours.add(arguments[i]);
      }
    }
    Gate gate = new Gate();
    CommandLine line = commandLine(gate, jmh);
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(
        (e, args) -> {
          err.println(
              "jmh-pprof-gate: " + new BadInput(e.getMessage()).getMessage() + " (see --help)");
          return ExitStatus.BAD_INPUT.code();
        });
    line.setExecutionExceptionHandler((e, at, parsed) -> gate.failed(e, err));
    try {
      return line.execute(ours.toArray(String[]::new));
    } catch (Error e) {
      // picocli lets it through, and the JVM's own status for it would be that of a regression.
      return gate.failed(e, err);
    }
  }

  private static CommandLine commandLine(Gate gate, List<String> jmh) {
    return new CommandLine(gate)
        .addSubcommand("run", new RunCommand(jmh))
        .addSubcommand("compare", new CompareCommand())
        .addSubcommand("diff", new DiffCommand())
        .addSubcommand("aa", new AaCommand(jmh))
        .addSubcommand("selftest", new SelftestCommand());
  }

  /** All commands with their options. */
  static CommandLine.Model.CommandSpec commands() {
    return commandLine(new Gate(), List.of()).getCommandSpec();
  }

  /** Says why a suite does not pass, where its table does not, and returns the exit status. */
  static int conclude(Conclusion conclusion, PrintWriter err) {
    if (!conclusion.why().isEmpty()) {
      err.println("jmh-pprof-gate: " + new BadInput(conclusion.why()).getMessage());
    }
    return conclusion.status().code();
  }

  private int failed(Throwable error, PrintWriter err) {
    if (error instanceof BadInput) {
      err.println("jmh-pprof-gate: " + error.getMessage());
      return ExitStatus.BAD_INPUT.code();
    }
    if (error instanceof FileSystemException file) {
      String why = file.getReason() != null ? file.getReason() : file.getClass().getSimpleName();
      err.println("jmh-pprof-gate: " + new BadInput(file.getFile() + ": " + why).getMessage());
      return ExitStatus.BAD_INPUT.code();
    }
    err.println("jmh-pprof-gate: internal error: " + new BadInput(error.toString()).getMessage());
    if (stacktrace) {
      error.printStackTrace(err);
    }
    return ExitStatus.INTERNAL_ERROR.code();
  }

  /**
   * Lets a run that is told to stop (Ctrl-C) end its fork and write its report before the JVM goes.
   */
  static final class Interruption {
    private static final long REPORT_SECONDS = 60;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    Interruption(Runnable cancel) {
      hook =
          new Thread(
              () -> {
                cancel.run();
                try {
                  done.await(REPORT_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              "interruption");
      Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The report is written. */
    void reported() {
      done.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM is going already: the hook was what got us here.
      }
    }
  }
}
