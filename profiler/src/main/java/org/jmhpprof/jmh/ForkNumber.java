// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Which fork this is. JMH does not tell, so the host counts the forks of a benchmark and hands each
 * one its number in a system property.
 *
 * <p>Forks count from 1. Warmup forks, which JMH starts first, all have the number 0. Without a
 * fork ({@code -f 0}) the benchmark runs in the host and the number is 1.
 *
 * <p>Used by the host's main thread only.
 */
final class ForkNumber {
  /** The number of a warmup fork. */
  static final int WARMUP = 0;

  static final String PROPERTY = "jmhpprof.fork";

  private int started;
  private int current;

  /** True in a forked JVM, false in the host. */
  static boolean forked() {
    return System.getProperty(PROPERTY) != null;
  }

  /** The number of this JVM. */
  static int here() {
    return Integer.getInteger(PROPERTY, 1);
  }

  /** Begins with the first fork of a benchmark. */
  void restart() {
    started = 0;
  }

  /** Counts one more fork, in the host. */
  void next(BenchmarkParams params) {
    current = Math.max(WARMUP, ++started - params.getWarmupForks());
  }

  /** The number of the fork counted last. */
  int current() {
    return current;
  }

  /** The JVM option that tells the fork counted last its number. */
  String jvmOption() {
    return "-D" + PROPERTY + "=" + current;
  }
}
