package org.jmhpprof.gate.cli;

import java.util.concurrent.Callable;

@picocli.CommandLine.Command(name = "selftest")
final class SelftestCommand implements Callable<Integer> {
  public Integer call() {
    return 70;
  }
}
