// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

/** A {@code main} of the benchmarks' own, as many jars have one, that hands on to JMH's. */
public final class OwnMain {
  private OwnMain() {}

  public static void main(String[] arguments) throws Exception {
    org.openjdk.jmh.Main.main(arguments);
    System.out.println("after JMH");
  }
}
