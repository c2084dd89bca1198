package org.jmhpprof.gate.cli;

import java.util.List;
import java.util.concurrent.Callable;

@picocli.CommandLine.Command(name = "aa")
final class AaCommand implements Callable<Integer> {
  AaCommand(List<String> jmh) {}

  public Integer call() {
    return 70;
  }
}
