// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.run.Blocks.Progress;

/** A bar on a terminal, a line per fork in a log. */
final class ConsoleProgress implements Progress, AutoCloseable {
  private final PrintWriter err;
  private final ProgressBar bar;
  private boolean closed;

  ConsoleProgress(PrintWriter err) {
    this(err, onTerminal() ? Optional.of(System.err) : Optional.empty());
  }

  /**
   * Progress.
   *
   * @param terminal where the bar goes; empty for a line per fork
   */
  ConsoleProgress(PrintWriter err, Optional<PrintStream> terminal) {
    this.err = err;
    this.bar =
        terminal.isPresent()
            ? new ProgressBarBuilder()
                .setTaskName("forks")
                .setInitialMax(0)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new Bar(terminal.get()))
                .hideEta()
                .build()
            : null;
  }

  /** A bar whose line is left by {@link #close} below, however short its life was. */
  private static final class Bar extends ConsoleProgressBarConsumer {
    Bar(PrintStream terminal) {
      super(terminal);
    }

    @Override
    public void close() {
      // The library leaves the line only if the bar was drawn twice.
    }
  }

  /** From JDK 22 on there may be a console without a terminal. */
  private static boolean onTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  @Override
  public void fork(String what, int done, int planned, Duration left) {
    String time =
        left.isNegative() || left.isZero() ? "" : ", about " + Figures.time(left) + " left";
    if (bar == null) {
      err.println("[" + (done + 1) + "/" + planned + "] " + what + time);
    } else {
      bar.maxHint(planned);
      bar.stepTo(done);
      bar.setExtraMessage(what.substring(what.lastIndexOf('.') + 1) + time);
    }
  }

  @Override
  public void say(String line) {
    if (bar != null) {
      // Leaves the bar's line.
      err.println();
    }
    err.println(line);
  }

  @Override
  public void close() {
    end();
  }

  /** Leaves the bar's line for what follows. */
  void end() {
    if (bar != null && !closed) {
      closed = true;
      bar.close();
      err.println();
    }
  }
}
