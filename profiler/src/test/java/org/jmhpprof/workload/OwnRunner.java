// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** A program that runs JMH without its {@code Main}. */
public final class OwnRunner {
  private OwnRunner() {}

  public static void main(String[] arguments) throws Exception {
    new Runner(new CommandLineOptions(arguments)).run();
  }
}
