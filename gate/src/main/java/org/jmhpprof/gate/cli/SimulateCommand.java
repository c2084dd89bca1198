package org.jmhpprof.gate.cli;

import java.util.concurrent.Callable;

@picocli.CommandLine.Command(name = "simulate")
final class SimulateCommand implements Callable<Integer> {
  public Integer call() {
    return 70;
  }
}
