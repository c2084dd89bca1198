// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

/** What JMH prints, on its way to the console. */
final class JmhOutput {
  private JmhOutput() {}

  /** Prints a line of its own, although JMH may be in the middle of one. */
  static void say(String line) {
    System.out.println();
    System.out.println("pprof: " + line);
  }
}
